import pytest

from app.domain.errors import (
    AlreadyExists,
    ConstraintViolated,
    InvalidContent,
    LeaseLost,
    LoginTaken,
    ProviderRateLimited,
    StatementRejected,
    StoreUnavailable,
)
from app.domain.retry_policy import (
    BASE,
    CRITICAL,
    IDEMPOTENT,
    MAX_CRASHES,
    GiveUp,
    RetryIn,
    Stop,
    decide_retry,
)


def decide(error, attempt=1, policy=IDEMPOTENT, chance=0.0):
    return decide_retry(error, attempt=attempt, policy=policy, chance=lambda: chance)


@pytest.mark.parametrize(
    ("policy", "delays"),
    [(BASE, [60, 120, 240]), (IDEMPOTENT, [60, 120, 240, 480, 600]), (CRITICAL, [])],
)
def test_delays_start_at_a_minute_double_and_stop_at_ten(policy, delays):
    decisions = [decide(OSError("x"), attempt, policy) for attempt in range(1, len(delays) + 2)]

    assert decisions == [*(RetryIn(seconds) for seconds in delays), GiveUp(is_exhausted=True)]


def test_jitter_is_added_on_top_so_that_a_retry_never_fires_early():
    assert decide(OSError("x"), chance=0.999) == RetryIn(pytest.approx(60 * 1.0999))
    assert decide(OSError("x"), chance=0.0) == RetryIn(60)


def test_jitter_never_exceeds_the_longest_delay():
    assert decide(OSError("x"), attempt=5, chance=0.999) == RetryIn(600)


def test_a_job_that_uses_up_the_memory_is_given_up_as_soon_as_one_that_kills_its_process():
    assert decide(MemoryError(), attempt=MAX_CRASHES - 1) == RetryIn(120)
    assert decide(MemoryError(), attempt=MAX_CRASHES) == GiveUp(is_exhausted=True)


def test_a_permanent_error_is_given_up_at_once():
    assert decide(InvalidContent("no text")) == GiveUp(is_exhausted=False)


@pytest.mark.parametrize("error", [LeaseLost("gone"), LoginTaken("ada")])
def test_a_conflict_is_no_failure(error):
    assert decide(error) == Stop()


@pytest.mark.parametrize("error", [ConstraintViolated("x", "fk"), AlreadyExists("x", "uq_nobody_expected")])
def test_a_row_that_the_database_refuses_is_given_up_at_once(error):
    assert decide(error) == GiveUp(is_exhausted=False)


def test_a_statement_that_the_database_rejects_is_tried_again_and_ends():
    assert decide(StatementRejected("no such table")) == RetryIn(60)
    assert decide(StatementRejected("no such table"), attempt=6) == GiveUp(is_exhausted=True)


def test_a_provider_may_lengthen_the_wait_and_never_shorten_it():
    assert decide(ProviderRateLimited("slow down", 90)) == RetryIn(90)
    assert decide(ProviderRateLimited("slow down", 1)) == RetryIn(60)
    assert decide(StoreUnavailable("gone")) == RetryIn(60)
