"""The limiter of one process and the one that all workers share keep the same promises."""

import pytest
import redis

from app.llm.middleware.limits import Allowance, LocalLimiter, SharedLimiter

UNLIMITED = Allowance()


class Hand:
    """A clock moved by hand."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture(params=["local", "shared"])
def make(request):
    hand = Hand()

    def build(allowance=UNLIMITED, name="openai:m"):
        if request.param == "local":
            return LocalLimiter(allowance, clock=hand)
        client = redis.Redis(
            unix_socket_path=request.getfixturevalue("redis_url").removeprefix("redis+socket://")
        )
        request.addfinalizer(client.close)
        return SharedLimiter(client, name, allowance, clock=hand)

    build.hand = hand
    return build


def test_without_a_limit_everything_goes_at_once(make):
    limiter = make()

    assert [limiter.acquire(f"t{n}", tokens=10_000) for n in range(50)] == [0.0] * 50


def test_requests_are_spread_evenly_and_each_call_is_told_its_own_place(make):
    limiter = make(Allowance(requests_per_minute=60))

    waits = [limiter.acquire(f"t{n}", tokens=1) for n in range(5)]

    assert waits == pytest.approx([0, 0, 1, 2, 3], abs=0.05)


def test_whoever_comes_back_at_its_time_goes_and_keeps_its_place_until_then(make):
    limiter = make(Allowance(requests_per_minute=60))
    first = [limiter.acquire(f"t{n}", tokens=1) for n in range(4)]

    make.hand.now += 1.0
    assert limiter.acquire("t2", tokens=1) == 0.0
    assert limiter.acquire("t3", tokens=1) == pytest.approx(first[3] - 1.0, abs=0.05)
    assert limiter.acquire("new", tokens=1) == pytest.approx(2.0, abs=0.05)


def test_tokens_count_too_and_what_was_not_used_is_given_back(make):
    limiter = make(Allowance(tokens_per_minute=6000))

    assert limiter.acquire("a", tokens=3000) == 0.0
    assert limiter.acquire("b", tokens=100) == pytest.approx(29.0, abs=0.1)
    limiter.settle(estimated=3000, used=500)
    assert limiter.acquire("c", tokens=100) == pytest.approx(5.0, abs=0.1)


def test_after_a_refusal_nobody_goes_before_the_time_and_then_one_after_the_other(make):
    limiter = make(Allowance(requests_per_minute=60))
    limiter.acquire("a", tokens=1)

    limiter.block(20.0)

    assert limiter.acquire("b", tokens=1) == pytest.approx(20.0, abs=0.05)
    assert limiter.acquire("c", tokens=1) == pytest.approx(20.0, abs=0.05)
    assert limiter.acquire("d", tokens=1) == pytest.approx(21.0, abs=0.05)


def test_what_the_provider_says_counts_where_settings_say_nothing(make):
    limiter, told = make(), make(Allowance(requests_per_minute=6000), name="openai:told")

    for one in (limiter, told):
        one.learn(Allowance(requests_per_minute=60))

    assert [limiter.acquire(f"t{n}", tokens=1) for n in range(3)] == pytest.approx([0, 0, 1], abs=0.05)
    assert [told.acquire(f"t{n}", tokens=1) for n in range(3)] == [0.0] * 3


def test_a_place_that_nobody_took_is_not_kept_for_ever(make):
    limiter = make(Allowance(requests_per_minute=60))
    for n in range(3):
        limiter.acquire(f"t{n}", tokens=1)

    make.hand.now += 120.0

    assert [limiter.acquire(f"n{n}", tokens=1) for n in range(2)] == [0.0, 0.0]
    assert limiter.acquire("t2", tokens=1) == pytest.approx(1.0, abs=0.05)


def test_two_hundred_waiting_calls_use_nearly_all_of_six_hundred_a_minute(make):
    limiter = make(Allowance(requests_per_minute=600))
    due = {f"t{n}": make.hand.now for n in range(200)}
    start, sent = make.hand.now, []

    while due:
        ticket = min(due, key=due.get)
        make.hand.now = max(make.hand.now, due[ticket])
        wait = limiter.acquire(ticket, tokens=1)
        if wait == 0.0:
            sent.append(make.hand.now - start)
            del due[ticket]
        else:
            due[ticket] = make.hand.now + wait

    seconds = max(sent)
    assert 200 / (600 * seconds / 60) >= 0.95
    for moment in sent:
        assert sum(1 for other in sent if moment <= other < moment + 60) <= 600
        assert sum(1 for other in sent if moment <= other < moment + 1) <= 21
