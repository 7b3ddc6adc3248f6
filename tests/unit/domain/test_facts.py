"""A report in its stored form, also as the release before wrote it."""

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, FactsReport, Outcome


def test_a_report_is_read_back_as_it_was_stored():
    report = FactsReport(
        (
            FactDifference(
                FactKind.NUMBER,
                FactFate.CHANGED,
                "5",
                "6",
                Span(1, 2),
                Span(1, 2),
                "s1",
                score=0.9,
                why="another value",
            ),
            FactDifference(
                FactKind.WORDING, FactFate.NEW, after="x", outcome=Outcome.DOUBT_WORDING, score=0.2
            ),
        ),
        before={FactKind.NUMBER: 1},
        after={FactKind.NUMBER: 1},
        unchecked=(FactKind.HEDGE,),
        score=0.9,
    )

    assert FactsReport.from_json(report.to_json()) == report


def test_a_row_of_the_release_before_is_broken_unless_it_was_a_notice():
    old = {
        "kept": False,
        "differences": [
            {"kind": "number", "fate": "lost", "before": "5", "notice": False, "sourced": False},
            {"kind": "heading", "fate": "changed", "before": "A", "after": "B", "notice": True},
        ],
    }

    report = FactsReport.from_json(old)

    assert [d.outcome for d in report.differences] == [Outcome.BROKEN, Outcome.EXPLAINED]
    assert [d.before for d in report.broken] == ["5"]


def test_kept_means_that_everything_is_explained():
    explained = FactDifference(FactKind.NUMBER, FactFate.CHANGED, outcome=Outcome.EXPLAINED)
    doubt = FactDifference(FactKind.WORDING, FactFate.CHANGED, outcome=Outcome.DOUBT_WORDING)

    assert FactsReport((explained,)).kept
    assert not FactsReport((explained, doubt)).kept
    assert FactsReport((explained, doubt)).outcome is Outcome.DOUBT_WORDING
    assert FactsReport((explained,)).summary == "every fact was kept"
