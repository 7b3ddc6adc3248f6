"""How long one message is answered."""

import pytest

from app.jobs.consume import CONSUME_SECONDS, consume_seconds


@pytest.mark.parametrize("queue", ["evaluation", "escalation", "celery"])
def test_what_computes_is_begun_for_two_seconds(queue):
    assert consume_seconds(queue, soft_limit_seconds=300) == CONSUME_SECONDS


@pytest.mark.parametrize("soft_limit", [28.0, 60.0, 300.0, 3600.0])
def test_a_rewrite_that_is_begun_last_still_ends_before_the_limit(soft_limit):
    longest_call = max(soft_limit - 20, soft_limit / 2)

    begun_last = consume_seconds("rewrite", soft_limit_seconds=soft_limit)

    assert begun_last > CONSUME_SECONDS
    assert begun_last + longest_call < soft_limit


def test_under_a_short_limit_a_rewrite_is_no_exception():
    assert consume_seconds("rewrite", soft_limit_seconds=4) == CONSUME_SECONDS
