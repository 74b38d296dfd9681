"""Templates written by users: filled in safely, or refused with a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from magpie.platform import texts
from magpie.platform.actor import Actor
from magpie.platform.models import SavedList, Team, User


def test_values_are_escaped_in_html_only() -> None:
    values = {"name": "<b>Acme</b>"}
    assert texts.render("<p>{{ name }}</p>", values, html=True) == "<p>&lt;b&gt;Acme&lt;/b&gt;</p>"
    assert texts.render("{{ name }}", values) == "<b>Acme</b>"


def test_an_unknown_placeholder_is_empty_and_reported() -> None:
    rendered = texts.compose("[{{ a.b }}{{ nothing }}{% if none %}x{% endif %}]", {"a": {"b": 1}})
    assert rendered == texts.Rendered("[1]", ("nothing",))


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("one\n{{ a ", "The text cannot be filled in, line 2: expected '}}', found end of file"),
        ("{{ a | shout }}", "The text cannot be filled in, line 1: unknown filter 'shout'"),
        ("{% for i in (1..99999999) %}x{% endfor %}", "The text grows too long or repeats too often."),
        (
            "{% assign x = 'abcdefgh' %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}",
            "The text grows too long or repeats too often.",
        ),
        (
            "{% assign x = 'a' %}{% for i in (1..15) %}{% assign x = x|append:x %}{% endfor %}{{ x|replace:'a',x }}",
            "The text grows too long or repeats too often.",
        ),
    ],
)
def test_a_broken_or_greedy_template_is_refused_with_a_sentence(template: str, sentence: str) -> None:
    with pytest.raises(texts.BrokenTemplate) as refused:
        texts.render(template, {"a": "b"})
    assert str(refused.value) == sentence


def test_the_whole_path_of_an_unknown_placeholder_is_reported() -> None:
    assert texts.compose("{{ a.b.c | upcase }}{{ a.d-e }}", {"a": {"b": {}}}).missing == ("a.b.c", "a.d-e")


def test_templates_reach_no_python() -> None:
    class Thing:
        secret = "x"

    assert texts.render("[{{ thing.secret }}{{ text.__class__ }}]", {"thing": Thing(), "text": "t"}) == "[]"


def test_nor_files_nor_other_templates() -> None:
    with pytest.raises(texts.BrokenTemplate):
        texts.render("{% include '/etc/passwd' %}", {})


@pytest.mark.django_db
def test_a_record_reads_as_a_person_of_that_language_and_zone_reads_it(settings: Any) -> None:
    settings.PUBLIC_URL = "https://crm.example"
    team = Team.objects.create(name="Sales")
    owner = User.objects.create_user("ana", name="Ana", email="ana@example.com", team=team)
    made = SavedList.objects.create(owner=owner, name="Hot", object="user", visibility="team", pinned=True)
    SavedList.objects.filter(pk=made.pk).update(created_at=datetime(2026, 11, 22, 1, 30, tzinfo=UTC))
    made.refresh_from_db()
    values = texts.record_values(made, "en", time_zone="America/New_York")
    names = ("r", "r.owner", "r.owner.email", "r.owner.team.name", "r.visibility", "r.created_at", "r.url")
    template = "|".join(f"{{{{ {name} }}}}" for name in names)
    assert texts.render(template, {"r": values}) == (
        f"Hot|Ana|ana@example.com|Sales|My team|2026-11-21 20:30|https://crm.example/lists/{made.pk}"
    )
    assert texts.compose("{{ r.password }}{{ r.owner.password }}", {"r": values}).text == ""


@pytest.mark.django_db
def test_what_the_reader_may_not_see_is_not_there() -> None:
    owner = User.objects.create_user("ana", name="Ana")
    stranger = User.objects.create_user("cy", name="Cy")
    team = Team.objects.create(name="Sales")
    hidden = SavedList.objects.create(owner=owner, name="Secret", object="user")
    from magpie.platform.models import File

    file = File.objects.create(owner=owner, name="f.txt", related_to=f"list:{hidden.pk}")
    seen = texts.record_values(file, "en", Actor.of_user(owner))
    unseen = texts.record_values(file, "en", Actor.of_user(stranger))
    assert texts.render("[{{ f.related_to }}]", {"f": seen}) == "[Secret]"
    assert texts.render("[{{ f.related_to }}]", {"f": unseen}) == "[]"
    assert team.pk
