"""The circuit breaker of one process and the shared one keep the same promises."""

import pytest
import redis

from app.domain.errors import ProviderRefused, ProviderUnavailable
from app.llm.middleware import breaker
from app.llm.middleware.breaker import FAILURES, LocalCircuit, SharedCircuit


class Local:
    def __init__(self):
        self.now = 1000.0
        self.circuit = LocalCircuit("openai", clock=lambda: self.now)

    def after_the_open_time(self):
        self.now += breaker.OPEN_SECONDS + 1


class Shared:
    def __init__(self, client):
        self.client = client
        self.circuit = SharedCircuit(client, "openai")

    def after_the_open_time(self):
        self.client.delete("copydesk:circuit:openai:open")


@pytest.fixture(params=["local", "shared"])
def desk(request):
    if request.param == "local":
        yield Local()
        return
    path = request.getfixturevalue("redis_url").removeprefix("redis+socket://")
    with redis.Redis(unix_socket_path=path) as client:
        yield Shared(client)


def fail(circuit, times):
    for _ in range(times):
        circuit.failed()


def test_a_few_failures_change_nothing(desk):
    fail(desk.circuit, FAILURES - 1)

    desk.circuit.check()


def test_a_provider_that_keeps_failing_is_left_alone_for_a_stated_time(desk):
    fail(desk.circuit, FAILURES)

    with pytest.raises(ProviderUnavailable, match="left alone") as caught:
        desk.circuit.check()

    assert 0 < caught.value.retry_after_seconds <= breaker.OPEN_SECONDS


def test_then_one_call_tries_and_the_others_wait(desk):
    fail(desk.circuit, FAILURES)
    desk.after_the_open_time()

    desk.circuit.check()
    with pytest.raises(ProviderUnavailable):
        desk.circuit.check()


def test_a_trial_that_succeeds_lets_everybody_go(desk):
    fail(desk.circuit, FAILURES)
    desk.after_the_open_time()
    desk.circuit.check()

    desk.circuit.succeeded()

    desk.circuit.check()
    desk.circuit.check()


def test_a_trial_that_fails_opens_it_again(desk):
    fail(desk.circuit, FAILURES)
    desk.after_the_open_time()
    desk.circuit.check()

    desk.circuit.failed()

    with pytest.raises(ProviderUnavailable):
        desk.circuit.check()


def test_a_provider_whose_quota_is_gone_is_stopped_with_the_reason(desk):
    desk.circuit.stop("quota is gone")

    with pytest.raises(ProviderRefused, match="quota is gone"):
        desk.circuit.check()
