"""A short seed of the machine that breaks it; `make chaos` runs the long ones."""

import pytest

from tests.chaos.plan import Kind, faults
from tests.chaos.runs import Run, carry_out


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("broker", "database"), [("redis", "postgresql"), ("redis-kept", "sqlite")])
def test_nothing_is_lost_or_done_twice_whatever_breaks(broker, database):
    run = Run(seed=1, broker=broker, database=database, submissions=30, faults=15, pause_seconds=0.5)

    told = carry_out(run, say=print).audit

    assert told.is_clean, f"{told}\nagain with: {run.command}"


def test_a_seed_says_everything_that_will_be_broken():
    assert list(faults(7, 50, pause_seconds=1)) == list(faults(7, 50, pause_seconds=1))
    assert list(faults(7, 50, pause_seconds=1)) != list(faults(8, 50, pause_seconds=1))


def test_every_kind_of_fault_comes_in_a_run_of_two_hundred():
    assert {fault.kind for fault in faults(1, 200, pause_seconds=1)} == set(Kind)
