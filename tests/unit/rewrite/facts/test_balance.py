"""Every sentence of the candidate says what one of the original says, and none is lost."""

import pytest

from app.content import read_text
from app.domain.facts import FactFate, FactKind, Outcome
from app.rewrite.facts import facts_report

PAGE = (
    "The pump stands in the cellar. Check the oil every week. Never run the pump dry. "
    "The red lamp means that the filter is full."
)


def report_on(before, after, language="en"):
    one, other = (read_text(f"---\nlang: {language}\n---\n{text}\n", path="a.md") for text in (before, after))
    return facts_report(one, other)


def statements(report):
    return [(d.fate, d.outcome) for d in report.differences if d.kind is FactKind.STATEMENT]


def test_a_new_sentence_with_content_of_its_own_is_broken():
    report = report_on(PAGE, f"{PAGE} Our engineers won three awards for this clever design.")

    assert statements(report) == [(FactFate.NEW, Outcome.BROKEN)]


def test_a_lost_sentence_is_broken():
    report = report_on(PAGE, PAGE.replace(" Never run the pump dry.", ""))

    assert statements(report) == [(FactFate.LOST, Outcome.BROKEN)]


def test_a_sentence_said_twice_is_two_statements():
    assert not report_on(f"{PAGE}\n\n{PAGE}", PAGE).kept
    assert not report_on(PAGE, f"{PAGE}\n\nNever run the pump dry.").kept


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The pump is old and it leaks at night.", "The pump is old. It leaks at night."),
        ("The pump is old. It leaks at night.", "The pump is old, and it leaks at night."),
        ("Ada built the pump. Bert sold the mill.", "Bert sold the mill. Ada built the pump."),
    ],
)
def test_sentences_may_be_split_merged_and_moved(before, after):
    report = report_on(before, after)

    assert report.kept, report.summary


def test_a_listed_filler_may_be_left_out_and_anything_else_may_not():
    assert report_on(f"{PAGE} Let's dive in!", PAGE).kept
    assert not report_on(f"{PAGE} Wear gloves!", PAGE).kept


def test_a_phrase_that_says_nothing_may_be_left_out():
    report = report_on("It is important to note that the pump leaks.", "The pump leaks.")

    assert report.kept, report.summary


def test_a_clause_that_comes_with_a_split_is_a_statement_of_its_own():
    report = report_on(
        "The pump leaks at night.", "The pump leaks at night. Thieves from a distant city stole its engine."
    )

    assert report.outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("de", "Die Pumpe ist alt. Sie steht im Keller.", "Die Pumpe ist alt."),
        ("fr", "La pompe est vieille. Elle fuit la nuit.", "La pompe est vieille."),
        ("es", "La bomba es vieja. Gotea por la noche.", "La bomba es vieja."),
        ("ja", "ポンプは古い。地下室にある。", "ポンプは古い。"),
        ("pl", "Pompa jest stara. Stoi w piwnicy.", "Pompa jest stara."),
    ],
)
def test_the_balance_holds_in_every_language(language, before, after):
    assert report_on(before, after, language).outcome is Outcome.BROKEN


def test_a_lost_step_and_a_lost_cell_are_broken():
    assert report_on("1. Close the tap.\n2. Drain the tank.", "1. Close the tap.").outcome is Outcome.BROKEN
    table = "| Part | Note |\n|---|---|\n| Tap | brass |\n| Tank | steel |"
    assert report_on(table, table.replace("| Tank | steel |", "")).outcome is Outcome.BROKEN
