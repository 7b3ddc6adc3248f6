"""A paid call whose process died is written down as maybe billed, also where nobody asks for it again."""

from decimal import Decimal

import pytest

from app.db.tables.jobs import Budget, CallState, LlmCall
from app.domain.chat import ChatRequest
from app.domain.jobs import EVALUATE
from app.domain.policy import Budgets
from app.domain.retry_policy import MAX_CRASHES
from app.jobs.sweep import sweep
from app.jobs.worker import Life
from app.llm.ledger import Account, Ledger
from app.workflow.application import Application
from tests.integration.jobs.test_delivery import Killed
from tests.support.jobs import run_job

REQUEST = ChatRequest("system", "user", {"type": "object"}, "answer", 100, "p1")


class Deadly:
    """A model whose call ends the process: the request is out, nobody sees the answer."""

    provider, model = "fake", "fake-1"

    def most_it_can_cost(self, request):
        return Decimal("0.10")

    def admit(self, request):
        pass

    def complete(self, request):
        raise Killed


class DeadlyLedger(Ledger):
    """As of a killed process: it writes nothing after the call."""

    def _maybe_billed(self, call_id, error, outcome):
        pass


def call(services, *, submission_id=None, key="k"):
    account = Account("", "run", submission_id, None, Budgets())
    with pytest.raises(Killed):
        DeadlyLedger(services.store).complete(Deadly(), REQUEST, key=key, account=account)


def calls(bench):
    with bench.services.store.read() as tx:
        return {row.key: row.state for row in tx.session.query(LlmCall)}


def budget(bench):
    with bench.services.store.read() as tx:
        row = tx.session.get_one(Budget, "run:run")
        return row.reserved_micro_usd, row.spent_micro_usd


def test_a_call_of_work_that_is_buried_is_maybe_billed_at_once(bench, monkeypatch):
    monkeypatch.setattr("app.jobs.sweep.life_of", lambda _: Life.UNKNOWN)  # as from another machine

    def die_in_mid_call(claim, services):
        call(services, submission_id=claim.submission_id, key=f"attempt {claim.attempt}")
        raise Killed

    bench.behaviour[EVALUATE] = die_in_mid_call
    bench.submit()
    for _ in range(MAX_CRASHES):
        with pytest.raises(Killed):
            run_job(bench.services)
        bench.services.engine.heartbeat.stop()
        bench.clock.advance(bench.services.settings.heartbeat_stale_seconds + 1)
        sweep(bench.services.engine)

    assert len(Application(bench.services).dead_letters()) == 1
    assert calls(bench) == {f"attempt {number}": CallState.MAYBE_BILLED for number in (1, 2, 3)}
    assert budget(bench) == (0, 300_000)


def test_a_call_that_no_work_asks_for_is_maybe_billed_once_its_process_must_be_gone(bench):
    call(bench.services)

    sweep(bench.services.engine)
    assert calls(bench) == {"k": CallState.SENT}

    bench.clock.advance(bench.services.settings.lease_seconds + 1)
    sweep(bench.services.engine)
    assert calls(bench) == {"k": CallState.MAYBE_BILLED}
    assert budget(bench) == (0, 100_000)
