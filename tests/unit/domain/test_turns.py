"""Whose turn it is, as tables: no database, only what a worker remembers between two pieces."""

from app.domain.priority import Priority
from app.domain.turns import BY_PRIORITY_IN_A_ROW, URGENT_IN_A_ROW, Lane, Lookup, Turns, lane_of


def test_urgent_work_is_looked_for_first():
    assert Turns().order()[0] is Lookup.URGENT


def test_after_some_urgent_pieces_in_a_row_another_one_has_its_turn():
    turns = Turns()
    for _ in range(URGENT_IN_A_ROW):
        assert turns.order()[0] is Lookup.URGENT
        turns.took(Priority.URGENT, "p")

    assert turns.order()[0] is Lookup.REGULAR
    assert turns.order()[-1] is Lookup.URGENT_ROUND, "urgent work is still taken when nothing else waits"

    turns.took(Priority.BULK, "p")
    assert turns.order()[0] is Lookup.URGENT


def test_a_single_urgent_piece_never_waits_for_an_overdue_one():
    turns = Turns()
    for _ in range(BY_PRIORITY_IN_A_ROW):
        turns.took(Priority.NORMAL, "p")

    assert turns.order()[0] is Lookup.URGENT
    assert turns.order()[2] is Lookup.OVERDUE


def test_the_overdue_have_one_turn_in_five():
    turns = Turns()
    overdue_turns = []
    for _ in range(20):
        overdue_turns.append(Lookup.OVERDUE in turns.order())
        turns.took(Priority.NORMAL, "p")

    assert sum(overdue_turns) == 4


def test_the_round_goes_on_after_the_project_that_was_served():
    turns = Turns()
    turns.took(Priority.NORMAL, "b")
    turns.took(Priority.URGENT, "a")

    assert (turns.regular_after, turns.urgent_after) == ("b", "a")


def test_only_urgent_looks_nowhere_else():
    assert set(Turns().order(only_urgent=True)) == {Lookup.URGENT, Lookup.URGENT_ROUND}


def test_only_urgent_priority_waits_in_the_urgent_lane():
    assert [lane_of(priority) for priority in Priority] == [Lane.URGENT] + [Lane.REGULAR] * 4
