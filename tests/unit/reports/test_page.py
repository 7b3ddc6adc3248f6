import re
from dataclasses import replace
from html.parser import HTMLParser

from app.domain.facts import FactDifference, FactFate, FactKind, FactsReport, Outcome
from app.domain.lifecycle import SubmissionStatus
from app.domain.scores import AeoBand, AeoPlace
from app.reports.model import Unreadable
from app.reports.page import render_report
from tests.unit.reports.builders import (
    make_cycle,
    make_decision,
    make_detail,
    make_escalation,
    make_evaluated,
    make_evaluation,
    make_finding,
    make_revision,
    make_run,
    make_submission,
)

NASTY = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[2J\u202e&lt;\"'`"
VOID = {"meta", "link", "br", "img", "hr", "input", "col", "wbr"}


class Balance(HTMLParser):
    """Collects tags and complains where one is closed that was not open."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes = [], set(), set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parsed(page: str) -> Balance:
    balance = Balance()
    balance.feed(page)
    balance.close()
    assert balance.open == []
    return balance


def escalated(**changes):
    submission = make_submission(
        status=SubmissionStatus.ESCALATED, accepted_revision_id=None, why="it gives dosages", **changes
    )
    return make_detail(
        submission=submission,
        revisions=(make_revision(0, "text"),),
        evaluations={"rev0": make_evaluated("rev0", make_evaluation(40.0))},
        cycles=(),
        escalations=(make_escalation(),),
    )


def test_the_table_shows_state_scores_reason_and_cost_of_each_article():
    page = render_report(make_run())

    row = re.search(r"<tr role=\"row\"><td.*?</tr>", page, re.DOTALL).group()
    for text in (
        "drafts/barrel.md",
        "accepted after a rewrite",
        ">42<",
        ">61 ",
        "+19",
        "meets every required goal",
        "$0.00",
    ):
        assert text in row


def test_the_difference_marks_what_was_cut_and_what_came():
    page = render_report(make_run())

    assert "<del>####</del><ins>##</ins>" in page
    assert "<del>It is important to note that a</del><ins>A</ins>" in page
    assert "every fact was kept: 2 numbers, 1 link" in page


def test_a_refused_candidate_is_shown_with_the_facts_that_it_broke():
    changed = FactDifference(FactKind.NUMBER, FactFate.CHANGED, before="200 litres", after="250 litres")
    facts = FactsReport((changed,)).to_json()
    cycle = make_cycle(
        outcome="facts-broken",
        new_revision_id=None,
        facts=facts,
    )

    page = render_report(make_run(make_detail(cycles=(cycle,))))

    assert "refused: facts were not preserved" in page
    assert "Facts broken: number changed: &#39;200 litres&#39; became &#39;250 litres&#39;" in page


def test_explained_differences_are_counted_and_not_called_broken():
    moved = FactDifference(FactKind.HEADING, FactFate.CHANGED, before="Why", outcome=Outcome.EXPLAINED)
    facts = FactsReport((moved,), before={FactKind.HEADING: 1}).to_json()

    page = render_report(make_run(make_detail(cycles=(make_cycle(facts=facts),))))

    assert "Facts: every fact was kept: 1 heading; 1 difference explained" in page


def test_a_doubt_is_shown_as_a_doubt():
    hedged = FactDifference(FactKind.HEDGE, FactFate.LOST, before="may", outcome=Outcome.DOUBT_MEANING)

    page = render_report(make_run(make_detail(cycles=(make_cycle(facts=FactsReport((hedged,)).to_json()),))))

    assert "Facts in doubt: hedge lost: &#39;may&#39;" in page


def test_an_open_question_says_how_to_answer_it_and_a_decided_one_says_who_did():
    page = render_report(make_run(escalated()))
    assert "copydesk review show case1" in page

    decided = make_detail(escalations=(make_escalation(),), decisions=(make_decision(),))
    assert "approve by ana: checked" in render_report(make_run(decided))


def test_a_detector_is_quoted_as_evidence_and_not_as_proof():
    page = render_report(make_run())

    assert "reads as human" in page
    assert "evidence, not proof" in page
    assert "abstained</strong>: it was not made for this language" in page


def test_findings_carry_their_line_and_their_grade_of_evidence():
    detail = escalated()
    detail.evaluations["rev0"] = make_evaluated(
        "rev0", make_evaluation(40.0, findings=(make_finding(line=7),))
    )

    page = render_report(make_run(detail))

    assert '<td class="position">7:1</td>' in page
    assert '<td class="grade">0</td>' in page


def test_a_text_without_a_score_says_so_instead_of_zero():
    detail = escalated()
    detail.evaluations["rev0"] = make_evaluated("rev0", make_evaluation(None))

    page = render_report(make_run(detail))

    assert "no score" in page
    assert ">0.0<" not in page


def test_a_refused_file_stands_in_the_table_with_its_reason():
    page = render_report(make_run(unreadable=[Unreadable("empty.md", "it is empty")]))

    assert "empty.md" in page
    assert "it is empty" in page
    assert "<strong>1</strong> not readable" in page


def test_nothing_from_outside_becomes_markup_or_a_control_character():
    finding = make_finding(message=NASTY, fix=NASTY, check_id=NASTY)
    nasty = FactDifference(FactKind.NAME, FactFate.CHANGED, before=NASTY, after=NASTY, why=NASTY)
    detail = make_detail(
        submission=make_submission(path=NASTY, title=NASTY, why=NASTY),
        revisions=(make_revision(0, NASTY), make_revision(1, NASTY + " more")),
        evaluations={"rev1": make_evaluated("rev1", make_evaluation(50.0, findings=(finding,)))},
        cycles=(
            make_cycle(
                candidate=NASTY + " more",
                model=NASTY,
                outcome=NASTY,
                facts=FactsReport((nasty,)).to_json(),
            ),
        ),
        escalations=(make_escalation(message=NASTY),),
        decisions=(make_decision(reviewer=NASTY, reason=NASTY),),
    )

    page = render_report(make_run(detail, unreadable=[Unreadable(NASTY, NASTY)], pipeline=NASTY))

    balance = parsed(page)
    assert not balance.seen & {"script", "img", "iframe", "object", "form", "link"}
    assert not any(name.startswith("on") for name in balance.attributes)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", page)


def test_the_page_asks_for_nothing_outside_itself():
    page = render_report(make_run())

    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "url(" not in page
    assert "@import" not in page


def test_an_empty_run_is_still_a_page():
    page = render_report(make_run(unreadable=[Unreadable("a.md", "holds no text at all")]))

    balance = parsed(page)
    assert {"h1", "table"} & balance.seen
    assert "a.md" in page
    assert "holds no text at all" in page


def test_the_details_of_a_score_tell_its_parts_and_its_place():
    evaluation = make_evaluation(40.0)
    place = AeoPlace(62, AeoBand.GOOD, 540, (400, 799))
    evaluation = replace(evaluation, aeo=replace(evaluation.aeo, standing=31.5, place=place))
    page = render_report(
        make_run(replace(escalated(), evaluations={"rev0": make_evaluated("rev0", evaluation)}))
    )

    assert "31.5 points stand on their own, 8.5 need a source" in page
    assert "good: higher than 62 % of 540 reference texts of 400 to 799 words" in page
    assert "AEO: 40.0 of 100, at most 46.0; the policy requires 30" in page
