"""`kill -9` of the rewrite worker, a few times; `python -m tests.chaos.kills` does it a hundred times."""

import pytest

from tests.chaos.kill_steps import STEPS
from tests.chaos.kills import carry_out, plan


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_worker_killed_at_any_step_loses_no_reply_and_pays_for_nothing_twice_without_a_record():
    told = carry_out(seed=1, kills=len(STEPS), database="sqlite")

    assert set(told.steps) == set(STEPS)
    assert told.audit.is_clean, told.audit
    assert told.audit.paid > 0


def test_a_plan_of_a_hundred_kills_has_every_step():
    assert set(plan(1, 100)) == set(STEPS)
    assert plan(1, 100) != plan(2, 100)
