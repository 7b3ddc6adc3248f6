"""Deadlines: one level up, said aloud, and what the policy chose at the end."""

import pytest

from app.domain.escalation_policy import Calendar, DeskPolicy, EscalationPolicy, Level, OnTimeout
from app.domain.lifecycle import SubmissionStatus
from app.domain.priority import Priority
from app.escalation.overdue import escalate_overdue

HOUR = 3600


def levels(*timeouts: OnTimeout) -> EscalationPolicy:
    made = tuple(
        Level(f"level{number}", 60, on_timeout=timeout, reviewers=(f"r{number}",))
        for number, timeout in enumerate(timeouts)
    )
    return EscalationPolicy(desks=(DeskPolicy(levels=made),))


def test_an_overdue_case_moves_up_gets_more_urgent_and_asks_the_next(house):
    case_id = house.case(levels(OnTimeout.NEXT_LEVEL, OnTimeout.NEXT_LEVEL))
    assert house.record(case_id).asked == ("r0",)
    house.clock.advance(HOUR)

    swept = escalate_overdue(house.services.store, house.services.observer)

    case = house.record(case_id)
    assert swept.overdue == 1
    assert (case.level, case.priority, case.asked) == (1, Priority.HIGH, ("r1",))
    assert (case.due_at - house.clock.now()).total_seconds() == HOUR
    assert {"case.overdue", "case.level"} <= set(house.events(case_id))


def test_a_second_sweep_moves_nothing_again(house):
    case_id = house.case(levels(OnTimeout.NEXT_LEVEL, OnTimeout.NEXT_LEVEL))
    house.clock.advance(HOUR)

    escalate_overdue(house.services.store, house.services.observer)

    assert escalate_overdue(house.services.store, house.services.observer).overdue == 0
    assert house.events(case_id).count("case.overdue") == 1


def test_after_the_last_level_the_case_stays_open_and_is_not_swept_for_ever(house):
    case_id = house.case(levels(OnTimeout.NEXT_LEVEL))
    house.clock.advance(HOUR)
    escalate_overdue(house.services.store, house.services.observer)
    house.clock.advance(100 * HOUR)

    assert escalate_overdue(house.services.store, house.services.observer).overdue == 0
    assert house.record(case_id).due_at is None
    assert house.status(case_id) is SubmissionStatus.ESCALATED


@pytest.mark.parametrize(
    ("timeout", "status"),
    [(OnTimeout.RELEASE, SubmissionStatus.ACCEPTED), (OnTimeout.REJECT, SubmissionStatus.REJECTED)],
)
def test_a_timeout_that_decides_says_so_in_the_decision(house, timeout, status):
    case_id = house.case(levels(timeout))
    house.clock.advance(HOUR)

    escalate_overdue(house.services.store, house.services.observer)

    assert house.status(case_id) is status
    [decision] = house.desk.show(house.record(case_id).submission_id).decisions
    assert decision.reviewer == "copydesk (timeout)"
    assert "level0" in decision.reason


def test_the_policy_is_frozen_when_the_case_opens(house):
    policy = EscalationPolicy(desks=(DeskPolicy("night", levels=(Level("night", 30),)),))

    case_id = house.case(policy)

    frozen = house.record(case_id).frozen
    assert frozen.desk == policy.desks[0]
    assert frozen.calendar == Calendar()


def test_people_are_reminded_once_before_the_time_is_over(house):
    case_id = house.case(levels(OnTimeout.NEXT_LEVEL))
    house.clock.advance(HOUR * 0.75)

    assert escalate_overdue(house.services.store, house.services.observer).reminded == 1
    assert escalate_overdue(house.services.store, house.services.observer).reminded == 0
    assert house.record(case_id).level == 0


def test_a_decided_case_is_never_overdue(house):
    from app.escalation.decide import Decision, DecisionKind

    case_id = house.case(levels(OnTimeout.REJECT))
    house.desk.decide(case_id, Decision(DecisionKind.APPROVE, "ada", "fine"))
    house.clock.advance(HOUR * 2)

    assert escalate_overdue(house.services.store, house.services.observer).overdue == 0
    assert house.status(case_id) is SubmissionStatus.ACCEPTED
