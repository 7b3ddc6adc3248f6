"""Claims: one person at a time, nobody stuck, nothing lost."""

import threading

import pytest

from app.domain.cases import ReviewAnswer
from app.domain.errors import AlreadyDecided, HeldByAnother, InvalidContent, LeaseLost
from app.domain.escalation_policy import DeskPolicy, EscalationPolicy
from app.domain.lifecycle import SubmissionStatus
from app.domain.review import DecisionKind
from app.escalation.answers import record_answer
from app.escalation.leases import claim, claim_next, extend, hand_over, release, skip, take_from

QUARTER = 15 * 60


def approve(house, case_id, token, login, **more):
    given = ReviewAnswer(DecisionKind.APPROVE, "reads well", **more)
    return record_answer(
        case_id,
        token,
        given,
        login=login,
        is_lead=False,
        store=house.services.store,
        observer=house.services.observer,
    )


def test_of_ten_people_who_claim_at_once_one_gets_the_case(house):
    case_id = house.case()
    got, refused = [], []

    def race(login):
        try:
            got.append(claim(case_id, login, house.services.store))
        except HeldByAnother:
            refused.append(login)

    threads = [threading.Thread(target=race, args=(f"p{number}",)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(got), len(refused)) == (1, 9)


def test_the_refusal_names_who_holds_it_until_when(house):
    case_id = house.case()
    claim(case_id, "ada", house.services.store)

    with pytest.raises(HeldByAnother, match="ada until 09:15 UTC"):
        claim(case_id, "bob", house.services.store)


def test_claiming_again_keeps_the_token_and_renews_the_lease(house):
    case_id = house.case()
    first = claim(case_id, "ada", house.services.store)
    house.clock.advance(600)

    again = claim(case_id, "ada", house.services.store)

    assert again.token == first.token
    assert (again.until - first.until).total_seconds() == 600


def test_a_lease_that_ran_out_frees_the_case_and_refuses_the_late_answer(house):
    case_id = house.case()
    late = claim(case_id, "ada", house.services.store)
    house.clock.advance(QUARTER + 1)

    bob = claim(case_id, "bob", house.services.store)

    with pytest.raises(LeaseLost):
        approve(house, case_id, late.token, "ada")
    with pytest.raises(LeaseLost):
        extend(case_id, late.token, "ada", house.services.store)
    assert house.status(case_id) is SubmissionStatus.ESCALATED
    assert approve(house, case_id, bob.token, "bob").status is SubmissionStatus.ACCEPTED


def test_a_renewed_lease_lasts(house):
    case_id = house.case()
    lease = claim(case_id, "ada", house.services.store)
    house.clock.advance(QUARTER - 60)
    extend(case_id, lease.token, "ada", house.services.store)
    house.clock.advance(QUARTER - 60)

    assert approve(house, case_id, lease.token, "ada").status is SubmissionStatus.ACCEPTED


def test_a_released_case_is_free_for_the_next_at_once(house):
    case_id = house.case()
    lease = claim(case_id, "ada", house.services.store)

    release(case_id, lease.token, "ada", house.services.store)

    assert claim(case_id, "bob", house.services.store).case_id == case_id


def test_a_case_handed_over_is_the_other_persons(house):
    case_id = house.case()
    lease = claim(case_id, "ada", house.services.store)

    hand_over(case_id, lease.token, "ada", "bob", house.services.store)

    with pytest.raises(LeaseLost):
        approve(house, case_id, lease.token, "ada")
    bobs = claim(case_id, "bob", house.services.store)
    assert approve(house, case_id, bobs.token, "bob").status is SubmissionStatus.ACCEPTED


def test_a_desk_lead_takes_back_what_somebody_holds(house):
    case_id = house.case()
    claim(case_id, "ada", house.services.store)

    take_from(case_id, "ada", lead="lea", store=house.services.store)

    assert claim(case_id, "bob", house.services.store)
    assert "case.taken-from" in house.events(case_id)


def test_a_skipped_case_is_not_offered_to_the_same_person_again(house):
    case_id = house.case()
    lease = claim_next("ada", None, house.services.store)
    assert lease is not None

    skip(case_id, "ada", "I wrote it", house.services.store)

    assert claim_next("ada", None, house.services.store) is None
    offered = claim_next("bob", None, house.services.store)
    assert offered is not None
    assert offered.case_id == case_id


def test_cases_of_other_projects_are_not_offered(house):
    house.case(project="other")

    assert claim_next("ada", frozenset({"nothing"}), house.services.store) is None


def test_a_decided_case_cannot_be_claimed_or_answered(house):
    case_id = house.case()
    lease = claim(case_id, "ada", house.services.store)
    approve(house, case_id, lease.token, "ada")

    with pytest.raises(AlreadyDecided):
        claim(case_id, "bob", house.services.store)
    with pytest.raises(AlreadyDecided):
        approve(house, case_id, lease.token, "ada")


TWO = EscalationPolicy(desks=(DeskPolicy(answers_needed=2),))


def test_two_people_must_say_the_same_before_anything_happens(house):
    case_id = house.case(TWO)
    ada, bob = (claim(case_id, login, house.services.store) for login in ("ada", "bob"))

    first = approve(house, case_id, ada.token, "ada")
    second = approve(house, case_id, bob.token, "bob")

    assert (first.status, first.missing) == (None, 1)
    assert second.status is SubmissionStatus.ACCEPTED
    [decision] = house.desk.show(house.record(case_id).submission_id).decisions
    assert decision.reviewer == "ada, bob"


def test_two_answers_at_the_same_moment_settle_the_case_once(house):
    case_id = house.case(TWO)
    held = {login: claim(case_id, login, house.services.store) for login in ("ada", "bob")}
    together = threading.Barrier(2)
    ended = []

    def reply(login):
        together.wait()
        ended.append(approve(house, case_id, held[login].token, login).status)

    threads = [threading.Thread(target=reply, args=(login,)) for login in held]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended, key=str) == sorted([None, SubmissionStatus.ACCEPTED], key=str)


def test_one_person_cannot_give_both_answers(house):
    case_id = house.case(TWO)
    ada = claim(case_id, "ada", house.services.store)
    approve(house, case_id, ada.token, "ada")

    with pytest.raises(AlreadyDecided, match="another person"):
        claim(case_id, "ada", house.services.store)


def test_when_two_disagree_a_desk_lead_decides(house):
    case_id = house.case(TWO)
    ada, bob = (claim(case_id, login, house.services.store) for login in ("ada", "bob"))
    approve(house, case_id, ada.token, "ada")
    rejection = ReviewAnswer(DecisionKind.REJECT, "the figure is wrong")
    told = record_answer(
        case_id,
        bob.token,
        rejection,
        login="bob",
        is_lead=False,
        store=house.services.store,
        observer=house.services.observer,
    )
    assert told.is_disputed

    lea = claim(case_id, "lea", house.services.store)
    ended = record_answer(
        case_id,
        lea.token,
        rejection,
        login="lea",
        is_lead=True,
        store=house.services.store,
        observer=house.services.observer,
    )

    assert ended.status is SubmissionStatus.REJECTED
    assert {"case.disputed", "escalation.decided"} <= set(house.events(case_id))


@pytest.mark.parametrize(
    "given",
    [
        ReviewAnswer(DecisionKind.REJECT, " "),
        ReviewAnswer(DecisionKind.REWRITE, "shorter"),
        ReviewAnswer(DecisionKind.EDIT, "better", text=" \n"),
    ],
)
def test_an_answer_the_author_could_not_understand_is_refused_and_the_lease_kept(house, given):
    case_id = house.case()
    lease = claim(case_id, "ada", house.services.store)

    with pytest.raises(InvalidContent):
        record_answer(
            case_id,
            lease.token,
            given,
            login="ada",
            is_lead=False,
            store=house.services.store,
            observer=house.services.observer,
        )

    assert extend(case_id, lease.token, "ada", house.services.store)


def test_an_edit_becomes_a_revision_that_is_evaluated_before_it_is_accepted(house):
    case_id = house.case()
    lease = claim(case_id, "ada", house.services.store)
    house.wakeups.answered()

    edited = ReviewAnswer(DecisionKind.EDIT, "shorter", text="# Kettles\n\nBetter.\n")
    ended = record_answer(
        case_id,
        lease.token,
        edited,
        login="ada",
        is_lead=False,
        store=house.services.store,
        observer=house.services.observer,
    )

    assert ended.status is SubmissionStatus.EVALUATING
    assert "evaluation.evaluate_revision" in [message.task_name for message in house.wakeups.answered()]
    assert house.desk.show(house.record(case_id).submission_id).revisions[-1].author == "ada"
