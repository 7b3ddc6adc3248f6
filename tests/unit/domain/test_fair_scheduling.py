"""Whose turn it is, as tables: no database, only what a worker remembers between two pieces."""

from app.domain.fair_scheduling import (
    BY_PRIORITY_IN_A_ROW,
    URGENT_IN_A_ROW,
    FairScheduler,
    Lane,
    Lookup,
    lane_of,
)
from app.domain.priority import Priority


def test_urgent_work_is_looked_for_first():
    assert FairScheduler().order()[0] is Lookup.URGENT


def test_after_some_urgent_pieces_in_a_row_another_one_has_its_turn():
    scheduler = FairScheduler()
    for _ in range(URGENT_IN_A_ROW):
        assert scheduler.order()[0] is Lookup.URGENT
        scheduler.record(Priority.URGENT, "p")

    assert scheduler.order()[0] is Lookup.REGULAR
    assert scheduler.order()[-1] is Lookup.URGENT_ROUND, "urgent work is still taken when nothing else waits"

    scheduler.record(Priority.BULK, "p")
    assert scheduler.order()[0] is Lookup.URGENT


def test_a_single_urgent_piece_never_waits_for_an_overdue_one():
    scheduler = FairScheduler()
    for _ in range(BY_PRIORITY_IN_A_ROW):
        scheduler.record(Priority.NORMAL, "p")

    assert scheduler.order()[0] is Lookup.URGENT
    assert scheduler.order()[2] is Lookup.OVERDUE


def test_the_overdue_have_one_turn_in_five():
    scheduler = FairScheduler()
    overdue_turns = []
    for _ in range(20):
        overdue_turns.append(Lookup.OVERDUE in scheduler.order())
        scheduler.record(Priority.NORMAL, "p")

    assert sum(overdue_turns) == 4


def test_the_round_goes_on_after_the_project_that_was_served():
    scheduler = FairScheduler()
    scheduler.record(Priority.NORMAL, "b")
    scheduler.record(Priority.URGENT, "a")

    assert (scheduler.regular_after, scheduler.urgent_after) == ("b", "a")


def test_only_urgent_looks_nowhere_else():
    assert set(FairScheduler().order(only_urgent=True)) == {Lookup.URGENT, Lookup.URGENT_ROUND}


def test_only_urgent_priority_waits_in_the_urgent_lane():
    assert [lane_of(priority) for priority in Priority] == [Lane.URGENT] + [Lane.REGULAR] * 4
