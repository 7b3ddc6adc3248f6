from datetime import UTC, datetime
from decimal import Decimal

import pytest
from redis.exceptions import ConnectionError as RedisGone

from app.domain.chat import ChatReply, ChatRequest, Usage
from app.domain.errors import (
    AllowanceUsed,
    ConfigurationError,
    OutcomeUnknown,
    ProviderRateLimited,
    ProviderStopped,
    ProviderUnavailable,
)
from app.llm.middleware.breaker import FAILURES, LocalCircuit
from app.llm.middleware.guarded import GuardedModel
from app.llm.middleware.guards import read_allowances
from app.llm.middleware.limit_headers import allowance_from, seconds_until_reset
from app.llm.middleware.limits import Allowance, LocalLimiter

REQUEST = ChatRequest("system", "user", {}, "s", 100, "p-1")


class Scripted:
    provider = "openai"
    model = "m"

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = 0
        self.on_headers = None

    def complete(self, request):
        self.calls += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def admit(self, request):
        return None

    def most_it_can_cost(self, request):
        return Decimal(1)


class Gone:
    """A Redis that went away."""

    def __getattr__(self, name):
        def fail(*args, **kwargs):
            raise RedisGone("gone")

        return fail


REPLY = ChatReply("{}", Usage(10, 0, 5), "m")


UNLIMITED = Allowance()


def guarded(*answers, allowance=UNLIMITED):
    model = Scripted(*answers)
    clock = lambda: 1000.0  # noqa: E731
    return GuardedModel(
        model, limiter=LocalLimiter(allowance, clock=clock), circuit=LocalCircuit("openai", clock=clock)
    ), model


def ask(desk, request):
    desk.admit(request)
    return desk.complete(request)


def test_a_call_beyond_the_allowance_is_not_sent_and_told_its_time():
    desk, model = guarded(REPLY, REPLY, REPLY, allowance=Allowance(requests_per_minute=60))
    for user in ("a", "b"):
        ask(desk, ChatRequest("s", user, {}, "s", 1, "p"))

    with pytest.raises(AllowanceUsed) as caught:
        ask(desk, ChatRequest("s", "c", {}, "s", 1, "p"))

    assert caught.value.retry_after_seconds == pytest.approx(1.0, abs=0.05)
    assert model.calls == 2


def test_a_refusal_for_rate_holds_back_the_next_call_for_its_time():
    desk, model = guarded(ProviderRateLimited("slow down", 30.0), REPLY)
    with pytest.raises(ProviderRateLimited):
        ask(desk, REQUEST)

    with pytest.raises(ProviderRateLimited) as caught:
        ask(desk, REQUEST)

    assert caught.value.retry_after_seconds == pytest.approx(30.0, abs=0.05)
    assert model.calls == 1


@pytest.mark.parametrize("error", [ProviderUnavailable("503"), OutcomeUnknown("lost")])
def test_a_provider_that_is_down_is_not_asked_any_more(error):
    desk, model = guarded(*[error] * FAILURES)
    for _ in range(FAILURES):
        with pytest.raises(type(error)):
            ask(desk, REQUEST)

    with pytest.raises(ProviderUnavailable, match="left alone"):
        ask(desk, REQUEST)

    assert model.calls == FAILURES


def test_a_provider_whose_quota_is_gone_is_asked_once():
    desk, model = guarded(ProviderStopped("The provider's quota is gone"))
    for _ in range(2):
        with pytest.raises(Exception, match="quota is gone"):
            ask(desk, REQUEST)

    assert model.calls == 1


def test_a_redis_that_is_gone_costs_neither_the_call_nor_the_reply():
    model = Scripted(REPLY)
    desk = GuardedModel(model, limiter=Gone(), circuit=Gone())

    assert ask(desk, REQUEST) is REPLY


def test_headers_teach_the_limit_and_an_empty_allowance_holds_back():
    desk, model = guarded(REPLY)

    model.on_headers({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "12s"})

    with pytest.raises(ProviderRateLimited) as caught:
        ask(desk, REQUEST)
    assert caught.value.retry_after_seconds == pytest.approx(12.0, abs=0.05)


NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s"}, 360.0),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "250ms"}, 0.25),
        ({"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "6m0s"}, None),
        (
            {
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2026-01-05T09:00:30Z",
            },
            30.0,
        ),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "soon"}, None),
        ({}, None),
    ],
)
def test_the_time_of_a_reset_is_read_in_every_form(headers, seconds):
    assert seconds_until_reset(headers, now=NOW) == seconds


def test_limits_are_read_from_headers_of_both_vendors():
    assert allowance_from({"x-ratelimit-limit-requests": "500"}) == Allowance(500.0, None)
    assert allowance_from({"anthropic-ratelimit-tokens-limit": "40000"}) == Allowance(None, 40000.0)
    assert allowance_from({"x-ratelimit-limit-requests": "many"}) == Allowance()


def test_limits_are_read_from_the_settings():
    told = read_allowances("openai:gpt-5-mini=600/200000, anthropic=50, openai=-/9000")

    assert told == {
        "openai:gpt-5-mini": Allowance(600.0, 200_000.0),
        "anthropic": Allowance(50.0, None),
        "openai": Allowance(None, 9000.0),
    }


@pytest.mark.parametrize("text", ["openai", "openai=fast", "=5", "openai=1/2/3"])
def test_a_wrong_limit_is_named(text):
    with pytest.raises(ConfigurationError, match="COPYDESK_LIMITS"):
        read_allowances(text)
