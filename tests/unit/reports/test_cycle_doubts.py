"""What a cycle left in doubt, as sentences, and who checked it."""

from dataclasses import replace
from datetime import timedelta

from app.cli.show_facts import MOST_DOUBTS, print_facts
from app.domain.events import EventKind
from app.domain.facts import Outcome
from app.domain.lifecycle import RevisionOrigin
from app.domain.records import EventRecord
from app.reports.cycle_doubts import doubts_of_cycle
from app.rewrite.facts.report import facts_report
from app.rewrite.text import Text
from tests.unit.reports.builders import NOON, make_cycle, make_detail, make_revision

BEFORE = "# Kettles\n\nThe kettle may boil in four minutes. Never fill it above the mark.\n"
AFTER = "# Kettles\n\nThe kettle boils in five minutes. Never fill it above the mark.\n"


def compared(before=BEFORE, after=AFTER):
    return facts_report(Text(before, "a.md").document, Text(after, "a.md").document).to_json()


def made(*events, after=AFTER, facts=None):
    cycle = make_cycle(
        new_revision_id=None, candidate=after, facts=compared(after=after) if facts is None else facts
    )
    revision = make_revision(0, BEFORE)
    return make_detail(revisions=(revision,), cycles=(cycle,), events=events), cycle


def said(key, *, is_checked=True, cycle_id="cycle1", minutes=0, actor="ana"):
    data = {"escalation": "case1", "cycle_id": cycle_id, "key": key, "checked": is_checked}
    return EventRecord(EventKind.FACT_CHECKED, actor, data, NOON + timedelta(minutes=minutes))


def test_each_doubt_has_its_sentences_and_the_worst_is_first():
    broken, doubted = doubts_of_cycle(*made())

    assert broken.doubt.difference.outcome is Outcome.BROKEN
    assert doubted.doubt.difference.outcome is Outcome.DOUBT_MEANING
    assert broken.doubt.was.text == "The kettle may boil in four minutes."
    assert broken.doubt.now.text == "The kettle boils in five minutes."


def test_a_candidate_is_compared_with_the_last_text_that_a_person_wrote():
    detail, cycle = made()
    rewrite = replace(make_revision(1, "# Kettles\n\nSomething else.\n"), origin=RevisionOrigin.REWRITE)
    later = replace(cycle, revision_id="rev1")

    found = doubts_of_cycle(replace(detail, revisions=(*detail.revisions, rewrite)), later)

    assert found[0].doubt.was.text == "The kettle may boil in four minutes."


def test_a_doubt_is_checked_until_this_is_taken_back_and_only_for_its_own_candidate():
    key = doubts_of_cycle(*made())[0].doubt.key

    checked = doubts_of_cycle(*made(said(key)))
    taken_back = doubts_of_cycle(*made(said(key), said(key, is_checked=False, minutes=1)))
    of_another = doubts_of_cycle(*made(said(key, cycle_id="cycle0")))

    assert [found.checked_by for found in checked] == ["ana", ""]
    assert checked[0].checked_at == NOON
    assert not any(found.checked for found in (*taken_back, *of_another))


def test_a_cycle_without_a_comparison_leaves_nothing_in_doubt():
    detail, cycle = made(after=BEFORE)

    assert doubts_of_cycle(detail, cycle) == ()
    assert doubts_of_cycle(detail, replace(cycle, facts=None)) == ()
    assert doubts_of_cycle(detail, replace(cycle, candidate=None)) == ()


def test_the_terminal_shows_what_was_and_what_is_now(capsys):
    detail, cycle = made()
    key = doubts_of_cycle(detail, cycle)[0].doubt.key

    print_facts(replace(detail, events=(said(key),)), cycle, "not shown")

    assert capsys.readouterr().out.splitlines()[:4] == [
        "  facts: 2 differences to look at, worst first",
        (
            f"  - broken: number changed: 'four minutes' became 'five minutes' (another value) [{key}] "
            "(checked by ana)"
        ),
        "      was: The kettle may boil in four minutes.",
        "      now: The kettle boils in five minutes.",
    ]


def test_the_terminal_names_so_many_doubts_and_counts_the_rest(capsys):
    rows = [f"Pump {number} moves {number + 20} litres.\n\n" for number in range(MOST_DOUBTS + 3)]
    before, after = "".join(rows), "".join(row.replace("litres", "pints") for row in rows)
    detail, cycle = made(after=after, facts=compared(before, after))
    detail = replace(detail, revisions=(make_revision(0, before),))

    print_facts(detail, cycle, "not shown")

    out = capsys.readouterr().out
    assert out.count("      was: ") == MOST_DOUBTS
    assert "more difference" in out.splitlines()[-1]
