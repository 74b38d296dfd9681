"""Choices that several capabilities share: currencies, industries, where a customer came from.

A value that records already carry is never renamed; only its label may change.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CURRENCIES = [
    ("CNY", _("Chinese yuan")),
    ("USD", _("US dollar")),
    ("EUR", _("Euro")),
    ("GBP", _("Pound sterling")),
    ("JPY", _("Japanese yen")),
    ("HKD", _("Hong Kong dollar")),
]
DEFAULT_CURRENCY = "CNY"

INDUSTRIES = [
    ("information_technology", _("Information technology")),
    ("manufacturing", _("Manufacturing")),
    ("services", _("Services")),
    ("retail", _("Retail and trade")),
    ("finance", _("Banking and finance")),
    ("energy", _("Energy")),
    ("media", _("Communications and media")),
    ("construction", _("Construction")),
    ("education", _("Education")),
    ("healthcare", _("Health care")),
    ("logistics", _("Logistics")),
    ("government", _("Government")),
    ("other", pgettext_lazy("industry", "Other")),
]

SOURCES = [
    ("website", _("Website")),
    ("phone", _("Telephone")),
    ("email", pgettext_lazy("message", "E-mail")),
    ("referral", _("Referral")),
    ("exhibition", _("Exhibition")),
    ("advertisement", _("Advertisement")),
    ("social", _("Social media")),
    ("campaign", _("Campaign")),
    ("partner", _("Partner")),
    ("cold_call", _("Cold call")),
    ("other", pgettext_lazy("source", "Other")),
]
