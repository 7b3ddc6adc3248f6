"""Calls that are never answered end at their limit with a name, also on threads, and the work goes on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.db.tables.jobs import CallState, LlmCall
from app.domain.fair_scheduling import FairScheduler
from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.priority import Priority
from app.domain.review import EscalationReason
from app.jobs.run import run_next
from app.tasks.deadline import deadline
from app.workflow.application import Application, Incoming
from app.workflow.bootstrap import build_services
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting
from tests.support.services import fresh_postgres

TEXT = "# Barrels\n\nIt is a fact that barrel {number} is empty in order to save water in the long summer.\n"
CALLS = 8
SOFT_SECONDS = 8.0
"""Leaves a call 4 s, and 4 s to all that comes before it on a busy machine."""
POLICY = Policy(
    required=frozenset({Goal.AEO}),
    recommended=frozenset(),
    min_aeo=99.0,
    detectors=DetectorPolicy(use=()),
    rewrite=RewritePolicy(providers=("openai:local",), max_rewrites=1),
)


@pytest.fixture
def server():
    with LlmServer(answer=rewriting()) as running:
        yield running


@pytest.fixture
def services(tmp_path, server):
    with fresh_postgres() as url:
        settings = Settings(
            state_dir=tmp_path,
            database_url=url,
            celery_enabled=False,
            provider_settings={"OPENAI_BASE_URL": server.openai_url},
            soft_time_limit_seconds=SOFT_SECONDS,
            hard_time_limit_seconds=30.0,
        )
        upgrade(url)
        made = build_services(settings)
        yield made
        made.close()


def submitted(services, numbers):
    texts = [Incoming(TEXT.format(number=n).encode(), f"{n}.md", POLICY, Priority.NORMAL) for n in numbers]
    told = [one.submission_id for one in Application(services).submit_many(texts, run_id="run")]
    while run_next("evaluation", services.engine, FairScheduler()):
        pass
    return told


def rewrite_one(services):
    """What a task on a thread does: its time limits are raised inside the thread."""
    with deadline(soft_seconds=SOFT_SECONDS, hard_seconds=None):
        return run_next("rewrite", services.engine, FairScheduler())


def details(services, submissions):
    with services.store.read() as tx:
        return [tx.detail(submission) for submission in submissions]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("hang", EscalationReason.MAYBE_BILLED), ("drip", EscalationReason.FAILED)],
)
def test_calls_that_hang_end_as_maybe_billed_and_the_next_one_is_served(services, server, fault, reason):
    server.faults.extend([fault] * CALLS)
    hanging = submitted(services, range(CALLS))

    with ThreadPoolExecutor(CALLS) as pool:
        list(pool.map(lambda _: rewrite_one(services), range(CALLS)))

    with services.store.read() as tx:
        states = [row.state for row in tx.session.scalars(select(LlmCall))]
    assert states == [CallState.MAYBE_BILLED] * CALLS
    assert [detail.escalations[-1].reason for detail in details(services, hanging)] == [reason] * CALLS
    assert server.paid == 0


def test_after_calls_that_hung_the_same_process_rewrites_on(services, server):
    server.faults.extend(["drip"] * 3)
    submitted(services, range(3))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: rewrite_one(services), range(3)))

    after = submitted(services, [9])
    assert rewrite_one(services) == "done"

    assert details(services, after)[0].cycles[0].outcome == "adopted"
    assert server.paid == 1
