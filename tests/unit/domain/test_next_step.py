import pytest

from app.domain.lifecycle import RevisionOrigin
from app.domain.next_step import Accept, Escalate, History, RevisionOutcome, Rewrite, best_revision, next_step
from app.domain.policy import Goal, Policy, RewritePolicy, asking
from app.domain.review import EscalationReason
from app.domain.verdict import Outcome, Reason, ReasonCode, Verdict

PASS = Verdict(Outcome.PASS)
LOW = Verdict(Outcome.FAIL, (Reason(ReasonCode.AEO_LOW, "AEO score 40 is under 50", Outcome.FAIL),))


def history(*measured: float | None, done: int = 0, last: RevisionOrigin | None = None) -> History:
    revisions = [
        RevisionOutcome(
            f"r{number}",
            number,
            RevisionOrigin.ORIGINAL if number == 0 else RevisionOrigin.REWRITE,
            score,
            Outcome.FAIL,
        )
        for number, score in enumerate(measured)
    ]
    if last is not None:
        final = revisions[-1]
        revisions[-1] = RevisionOutcome(final.revision_id, final.number, last, final.measured, final.outcome)
    return History(tuple(revisions), done)


def step(verdict: Verdict, past: History, policy: Policy | None = None, *, safety: bool = False) -> object:
    return next_step(verdict, past, policy if policy is not None else Policy(), is_safety_topic=safety)


def reason_of(found: object) -> EscalationReason:
    assert isinstance(found, Escalate)
    return found.reason


def test_what_passes_is_accepted():
    assert step(PASS, history(80)) == Accept("r0")


def test_what_better_prose_can_mend_is_rewritten():
    assert step(LOW, history(40)) == Rewrite(1)
    assert step(LOW, history(40, 45, done=1)) == Rewrite(2)


def test_rules_are_asked_for_findings_and_not_for_points():
    def after(*found: str, providers: tuple[str, ...] = ("rules",), verdict: Verdict = LOW) -> object:
        policy = Policy(rewrite=RewritePolicy(providers=providers))
        return next_step(verdict, history(40), policy, is_safety_topic=False, found=found)

    assert after("CON031") == Rewrite(1)
    assert reason_of(after("CON019")) is EscalationReason.REWRITE_EXHAUSTED
    assert after("CON019", providers=("openai:gpt-5", "rules")) == Rewrite(1)
    house = Verdict(Outcome.FAIL, (Reason(ReasonCode.ERROR_FINDINGS, "1 finding", Outcome.FAIL),))
    assert after("HOUSE001", verdict=house) == Rewrite(1)


def test_a_text_that_reads_as_machine_written_goes_to_a_person_and_is_never_rewritten():
    both = Verdict(
        Outcome.FAIL,
        (*LOW.reasons, Reason(ReasonCode.MACHINE_WRITTEN, "reads as machine-written", Outcome.FAIL)),
    )

    assert reason_of(step(both, history(40))) is EscalationReason.MACHINE_WRITTEN


def test_rewriting_stops_at_the_cap_and_no_policy_lifts_the_hard_cap():
    assert reason_of(step(LOW, history(30, 33, 36, 39, done=3))) is EscalationReason.REWRITE_CAP
    greedy = Policy(rewrite=RewritePolicy(max_rewrites=99))
    rising = [float(score) for score in range(30, 52, 2)]
    assert reason_of(step(LOW, history(*rising, done=10), greedy)) is EscalationReason.REWRITE_CAP


def test_rewriting_stops_when_the_gain_is_too_small():
    assert reason_of(step(LOW, history(40, 40.5, done=1))) is EscalationReason.REWRITE_EXHAUSTED


def test_a_worse_rewrite_is_never_accepted_even_when_it_passes():
    assert reason_of(step(PASS, history(70, 60, done=1))) is EscalationReason.SCORE_REGRESSED
    assert reason_of(step(LOW, history(45, 40, done=1))) is EscalationReason.SCORE_REGRESSED


def test_a_lower_score_is_told_with_the_digit_that_makes_it_lower():
    found = step(PASS, history(45.2, 44.9, done=1))

    assert isinstance(found, Escalate)
    assert found.message.startswith("the rewrite scores 44.9, an earlier revision 45.2")


def test_what_passes_is_shown_to_a_person_where_somebody_asked_for_one():
    asked = asking(Policy())

    assert reason_of(step(PASS, history(80), asked)) is EscalationReason.ASKED_FOR
    assert step(LOW, history(40), asked) == Rewrite(1)
    edited = history(40, 80, last=RevisionOrigin.EDIT)
    assert step(PASS, edited, asked) == Accept("r1"), "a person wrote it"
    assert asked.version != Policy().version, "the same text, asked for later, is another submission"


def test_a_safety_topic_that_falls_short_is_not_rewritten_by_a_machine():
    assert reason_of(step(LOW, history(40), safety=True)) is EscalationReason.SAFETY_TOPIC
    assert step(PASS, history(80), safety=True) == Accept("r0")


def test_an_edit_that_still_falls_short_goes_back_to_a_person():
    edited = history(40, 45, last=RevisionOrigin.EDIT)

    assert reason_of(step(LOW, edited)) is EscalationReason.EDIT_FALLS_SHORT


def test_a_policy_may_forbid_rewriting():
    assert (
        reason_of(step(LOW, history(40), Policy(rewrite=RewritePolicy(enabled=False))))
        is EscalationReason.REWRITE_DISABLED
    )


def test_the_best_revision_is_what_passed_then_the_highest_score_then_the_earliest():
    assert best_revision(history(40, 60, 50).revisions).revision_id == "r1"
    assert best_revision(history(40, 40).revisions).revision_id == "r0"
    assert best_revision(history(None, 10).revisions).revision_id == "r1"


def test_the_text_that_a_person_just_wrote_is_the_one_on_the_table():
    assert best_revision(history(40, 60, 50, last=RevisionOrigin.EDIT).revisions).revision_id == "r2"


ERRORS = Verdict(
    Outcome.FAIL, (Reason(ReasonCode.ERROR_FINDINGS, "2 findings of severity error", Outcome.FAIL),)
)


@pytest.mark.parametrize(
    ("before", "after", "required", "goes_on"),
    [
        (5, 2, {Goal.FINDINGS}, True),
        (5, 5, {Goal.FINDINGS}, False),
        (2, 5, {Goal.FINDINGS}, False),
        (5, 2, {Goal.AEO}, False),
    ],
)
def test_a_rewrite_that_mends_errors_is_worth_another_where_errors_decide(before, after, required, goes_on):
    past = History(
        (
            RevisionOutcome("r0", 0, RevisionOrigin.ORIGINAL, 40.0, Outcome.FAIL, before),
            RevisionOutcome("r1", 1, RevisionOrigin.REWRITE, 40.0, Outcome.FAIL, after),
        ),
        cycles_done=1,
    )

    found = step(ERRORS, past, Policy(required=frozenset(required)))

    if goes_on:
        assert found == Rewrite(2)
    else:
        assert reason_of(found) is EscalationReason.REWRITE_EXHAUSTED
        assert "2 findings of severity error" in found.message
