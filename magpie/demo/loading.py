"""Makes the demo company in one go, in the order in which one thing needs another."""

from __future__ import annotations

from django.db import transaction

from magpie.demo import (
    activities,
    catalogue,
    customers,
    deals,
    following,
    gates,
    leads,
    opportunities,
    paper,
    people,
    playbooks,
    quality,
    reminders,
    selling,
    subscriptions,
    watchdog,
    workflows,
)
from magpie.demo.writing import Book
from magpie.platform import setup


def make() -> None:
    """Make everything, or, if it has been made before, only set right what a story cut short has left."""
    setup.refresh()
    with transaction.atomic():
        if people.are_there():
            workflows.calm()
            return
        book = Book()
        people.load(book)
        territories = selling.load(book)
        products, campaigns = catalogue.load(book)
        made = customers.load(book)
        deals.load_setup(book)
        open_deals = opportunities.load(book, made, products)
        deals.load(book, open_deals, products)
        open_leads = leads.load(book, campaigns, territories)
        activities.load(book, open_leads, open_deals, made)
        reminders.load(book)
        subscriptions.load(book)
        gates.load(book)
        watchdog.load(book)
        quality.load(book)
        following.load(book)
        playbooks.load(book)
        paper.load(book)
        workflows.load(book.actor("root"))
        book.write_english()
        leads.finish_fresh(book)
