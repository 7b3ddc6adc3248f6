"""Who did what to whom, for words that are no names."""

import pytest

from app.content import read_text
from app.domain.facts import FactKind
from app.rewrite.facts import facts_report


def report_on(before, after, language="en"):
    one, other = (read_text(f"---\nlang: {language}\n---\n{text}\n", path="a.md") for text in (before, after))
    return facts_report(one, other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The cat chased the dog.", "The dog chased the cat."),
        ("The tenant must warn the landlord.", "The landlord must warn the tenant."),
        ("The dog chased the cat.", "The dog was chased by the cat."),
    ],
)
def test_nouns_that_changed_places_are_never_kept(before, after):
    report = report_on(before, after)

    assert not report.kept
    assert FactKind.ROLE in {d.kind for d in (*report.broken, *report.doubts)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The cat chased the dog.", "The dog was chased by the cat."),
        ("The cat and the dog slept.", "The dog and the cat slept."),
        ("On Mondays the shop sells bread.", "The shop sells bread on Mondays."),
    ],
)
def test_a_turned_passive_a_list_and_a_moved_phrase_keep_the_roles(before, after):
    assert FactKind.ROLE not in {d.kind for d in report_on(before, after).differences}


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Nordbank leased the tower from Hines.", "Nordbank leased the tower to Hines."),
        ("de", "Der Bus kommt von Lund.", "Der Bus kommt nach Lund."),
        ("fr", "Le bus vient de Lund.", "Le bus vient à Lund."),
        ("es", "El autobús viene de Lund.", "El autobús viene a Lund."),
    ],
)
def test_where_from_is_not_where_to(language, before, after):
    assert not report_on(before, after, language).kept


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Water flows from the lake to the mill.", "Water flows to the mill from the lake."),
        ("Acme sold the mill to Borg.", "Borg bought the mill from Acme."),
    ],
)
def test_a_way_may_be_told_from_its_other_end(before, after):
    found = report_on(before, after).differences
    assert "where from became where to, or the reverse" not in {one.why for one in found}


@pytest.mark.parametrize(
    ("before", "after", "is_kept"),
    [
        ("In May Rita taught Omar Spanish.", "In May Omar taught Rita Spanish.", False),
        ("Rita Khan met Omar Khan in May.", "In May Rita Khan met Omar Khan.", True),
    ],
)
def test_a_name_that_runs_into_another_word_still_has_its_role(before, after, is_kept):
    assert report_on(before, after).kept is is_kept
