import pytest

from app.domain.errors import InvalidContent, LeaseLost, ProviderRateLimited, StoreUnavailable
from app.domain.retry_policy import BASE, CRITICAL, IDEMPOTENT, GiveUp, RetryIn, Stop, decide_retry


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


def test_a_permanent_error_is_given_up_at_once():
    assert decide(InvalidContent("no text")) == GiveUp(is_exhausted=False)


def test_a_conflict_is_no_failure():
    assert decide(LeaseLost("gone")) == Stop()


def test_a_provider_may_lengthen_the_wait_and_never_shorten_it():
    assert decide(ProviderRateLimited("slow down", 90)) == RetryIn(90)
    assert decide(ProviderRateLimited("slow down", 1)) == RetryIn(60)
    assert decide(StoreUnavailable("gone")) == RetryIn(60)
