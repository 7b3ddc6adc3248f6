"""Money: budgets are hard over all processes, replies are kept before use, nothing is paid twice."""

import hashlib
import multiprocessing
import subprocess
import sys
from decimal import Decimal

import pytest

from app.db.engine import Database, make_engine
from app.db.migrate import upgrade
from app.db.store import Store
from app.db.tables.jobs import Budget, CallState, LlmCall
from app.domain.chat import ChatReply, ChatRequest, Usage
from app.domain.errors import BudgetExhausted, OutcomeUnknown, ProviderFailed, ProviderRateLimited
from app.domain.policy import Budgets
from app.llm.ledger import Account, Ledger
from app.testing import FakeClock
from tests.chaos.databases import OwnPostgres

REQUEST = ChatRequest("system", "user", {"type": "object"}, "answer", 100, "p1")


class Provider:
    """Counts what it was paid for; answers from a list of replies and errors."""

    provider, model = "fake", "fake-1"

    def __init__(self, *answers, most="0.10"):
        self.answers, self.most, self.paid = list(answers), Decimal(most), 0

    def admit(self, request):
        return None

    def most_it_can_cost(self, request):
        return self.most

    def complete(self, request):
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        self.paid += 1
        return answer


def reply(cost="0.02", text="{}"):
    return ChatReply(text, Usage(10, 0, 5), "fake-1", "req-1", Decimal(cost))


def account(**budgets):
    return Account("", "run", None, None, Budgets(**{"per_submission": None, "per_month": None, **budgets}))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    found = f"sqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        found = request.getfixturevalue("postgres_url")
    upgrade(found)
    return found


@pytest.fixture
def store(url):
    database = Database(make_engine(url))
    yield Store(database, FakeClock(), lambda _: None)
    database.dispose()


def budget(store, scope):
    with store.read() as tx:
        row = tx.session.get_one(Budget, scope)
        return row.reserved_micro_usd, row.spent_micro_usd


def state(store, key):
    with store.read() as tx:
        return tx.session.query(LlmCall).filter_by(key=key).one().state


def test_the_same_request_again_finds_the_reply_and_pays_nothing(store):
    provider, ledger = Provider(reply(text='{"a": 1}')), Ledger(store)

    first = ledger.complete(provider, REQUEST, key="k", account=account())
    again = ledger.complete(provider, REQUEST, key="k", account=account())

    assert provider.paid == 1
    assert first.text == again.text == '{"a": 1}'
    assert budget(store, "run:run") == (0, 20_000)


def test_a_call_over_the_budget_is_refused_before_it_is_sent_and_names_the_budget(store):
    provider = Provider(reply(), most="0.51")

    with pytest.raises(BudgetExhausted, match=r"run:run is 0\.5"):
        Ledger(store).complete(provider, REQUEST, key="k", account=account(per_run=Decimal("0.5")))

    assert provider.paid == 0


def test_a_refused_scope_leaves_no_reservation_in_the_others(store):
    both = account(per_run=Decimal(0), per_month=Decimal(10))

    with pytest.raises(BudgetExhausted):
        Ledger(store).complete(Provider(reply()), REQUEST, key="k", account=both)

    with store.read() as tx:
        assert all(row.reserved_micro_usd == 0 for row in tx.session.query(Budget))


def test_the_months_of_two_projects_have_budgets_of_their_own_and_the_house_has_one(store):
    def of(project):
        return Account(project, "", None, None, Budgets(per_submission=None, per_month=Decimal("0.15")))

    ledger = Ledger(store, house_per_month=0.25)
    ledger.complete(Provider(reply("0.10")), REQUEST, key="a1", account=of("a"))
    with pytest.raises(BudgetExhausted, match=r"month:\d{4}-\d\d:project:a is 0\.15"):
        ledger.complete(Provider(reply("0.10")), REQUEST, key="a2", account=of("a"))

    ledger.complete(Provider(reply("0.10")), REQUEST, key="b1", account=of("b"))
    with pytest.raises(BudgetExhausted, match=r"month:\d{4}-\d\d is 0\.25"):
        ledger.complete(Provider(reply("0.10")), REQUEST, key="c1", account=of("c"))


def test_a_busy_provider_costs_nothing_and_may_be_asked_again(store):
    provider, ledger = Provider(ProviderRateLimited("busy", 3), reply()), Ledger(store)

    with pytest.raises(ProviderRateLimited):
        ledger.complete(provider, REQUEST, key="k", account=account())
    assert budget(store, "run:run") == (0, 0)

    ledger.complete(provider, REQUEST, key="k", account=account())
    assert budget(store, "run:run") == (0, 20_000)


def test_a_call_whose_outcome_nobody_saw_is_never_silently_repeated(store):
    provider, ledger = Provider(OutcomeUnknown("connection lost"), reply()), Ledger(store)

    for _ in range(3):
        with pytest.raises(OutcomeUnknown):
            ledger.complete(provider, REQUEST, key="k", account=account())

    assert provider.answers != []
    assert state(store, "k") is CallState.MAYBE_BILLED
    assert budget(store, "run:run") == (0, 100_000)


def test_the_policy_may_allow_exactly_one_repeat(store):
    lost = OutcomeUnknown("connection lost")
    provider, ledger = Provider(lost, lost, reply()), Ledger(store)
    for _ in range(4):
        with pytest.raises(OutcomeUnknown):
            ledger.complete(provider, REQUEST, key="k", account=account(), may_repeat=True)

    assert len(provider.answers) == 1


def test_a_repeat_works_with_keys_as_long_as_they_really_are(store):
    provider, ledger = Provider(OutcomeUnknown("connection lost"), reply(text='"paid"')), Ledger(store)
    key = hashlib.sha256(b"a request").hexdigest()

    with pytest.raises(OutcomeUnknown):
        ledger.complete(provider, REQUEST, key=key, account=account(), may_repeat=True)
    repeated = ledger.complete(provider, REQUEST, key=key, account=account(), may_repeat=True)

    assert repeated.text == '"paid"'
    assert ledger.complete(provider, REQUEST, key=key, account=account()) == repeated
    assert budget(store, "run:run") == (0, 120_000)


def test_every_attempt_that_a_server_error_ended_is_a_row_at_its_most_and_three_are_enough(store):
    provider, ledger = Provider(*[ProviderFailed("502")] * 9), Ledger(store)

    for _ in range(3):
        with pytest.raises(ProviderFailed):
            ledger.complete(provider, REQUEST, key="k", account=account())
    with pytest.raises(OutcomeUnknown, match="3 attempts were answered with errors"):
        ledger.complete(provider, REQUEST, key="k", account=account())

    assert len(provider.answers) == 6
    assert budget(store, "run:run") == (0, 300_000)
    with store.read() as tx:
        rows = tx.session.query(LlmCall).order_by(LlmCall.attempt).all()
        assert [(row.attempt, row.state, row.cost_micro_usd) for row in rows] == [
            (number, CallState.MAYBE_BILLED, 100_000) for number in (1, 2, 3)
        ]


def test_failed_attempts_use_up_the_budget_before_another_is_sent(store):
    provider, ledger = Provider(*[ProviderFailed("502")] * 9), Ledger(store)
    small = account(per_run=Decimal("0.25"))

    for expected in (ProviderFailed, ProviderFailed, BudgetExhausted):
        with pytest.raises(expected):
            ledger.complete(provider, REQUEST, key="k", account=small)

    assert budget(store, "run:run") == (0, 200_000)


def test_a_reply_that_was_paid_can_always_be_stored_and_counts_at_its_most_where_its_usage_lies(store):
    lies = Usage(-89, 0, 2**40)
    odd = ChatReply("a\x00b\ud800", lies, "m\x00" * 200, "r" * 300, Decimal("-9.99"), usage_note="no usage")
    ledger = Ledger(store)

    kept = ledger.complete(Provider(odd), REQUEST, key="k", account=account())

    assert kept == ledger.complete(Provider(), REQUEST, key="k", account=account())
    assert (kept.cost, kept.usage_note) == (Decimal("0.10"), "no usage")
    assert budget(store, "run:run") == (0, 100_000)


def test_an_error_in_any_characters_can_be_stored(store):
    with pytest.raises(ProviderFailed):
        Ledger(store).complete(Provider(ProviderFailed("a\x00\ud800")), REQUEST, key="k", account=account())

    assert state(store, "k") is CallState.MAYBE_BILLED


def test_a_worker_killed_in_mid_call_leaves_a_call_that_was_maybe_billed(store, url):
    script = f"""
import os
from tests.integration.llm.test_ledger import *
class Dies(Provider):
    def complete(self, request): os._exit(9)
store = Store(Database(make_engine({url!r})), FakeClock(), lambda _: None)
Ledger(store).complete(Dies(), REQUEST, key="k", account=account())
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert state(store, "k") is CallState.SENT

    with pytest.raises(OutcomeUnknown, match="maybe billed"):
        Ledger(store).complete(Provider(reply()), REQUEST, key="k", account=account())


def test_an_answer_that_comes_late_is_kept_and_corrects_the_budget(store):
    ledger = Ledger(store)

    class Slow(Provider):
        def complete(self, request):
            with pytest.raises(OutcomeUnknown):
                ledger.complete(Provider(), request, key="k", account=account())
            return reply()

    ledger.complete(Slow(), REQUEST, key="k", account=account())

    assert state(store, "k") is CallState.SETTLED
    assert budget(store, "run:run") == (0, 20_000)


def test_an_answer_outlives_a_database_that_is_away_when_it_comes(postgres_url):
    upgrade(postgres_url)
    server, store = OwnPostgres(postgres_url), Store(Database(make_engine(postgres_url)), FakeClock(), print)

    class Meanwhile(Provider):
        def complete(self, request):
            server.allow(is_allowed=False)
            server.cut()
            return super().complete(request)

    ledger = Ledger(store, sleep=lambda _: server.allow(is_allowed=True))
    ledger.complete(Meanwhile(reply()), REQUEST, key="k", account=account())

    assert state(store, "k") is CallState.SETTLED
    assert budget(store, "run:run") == (0, 20_000)
    store.database.dispose()


def _spend(url, worker, spent):
    database = Database(make_engine(url))
    ledger = Ledger(Store(database, FakeClock(), lambda _: None))
    provider = Provider(*[reply(cost="0.70") for _ in range(20)], most="1.00")
    try:
        for number in range(20):
            key = f"{worker}:{number}"
            ledger.complete(provider, REQUEST, key=key, account=account(per_run=Decimal(100)))
    except BudgetExhausted:
        pass
    spent.put(provider.paid)
    database.dispose()


def test_sixteen_processes_on_a_budget_of_100_never_spend_101(store, url):
    context = multiprocessing.get_context("fork")
    spent = context.Queue()
    workers = [context.Process(target=_spend, args=(url, number, spent)) for number in range(16)]
    for worker in workers:
        worker.start()
    paid = sum(spent.get(timeout=120) for _ in workers)
    for worker in workers:
        worker.join()

    reserved, total = budget(store, "run:run")
    assert reserved == 0
    assert total == paid * 700_000 <= 100_000_000
    assert total > 98_000_000
