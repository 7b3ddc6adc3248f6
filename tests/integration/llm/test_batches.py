"""Batches at the wire: low submissions wait for both vendors' batch APIs, at half price, over any death."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.db.tables.jobs import BatchState, CallState, LlmBatch, LlmCall
from app.domain.fair_scheduling import FairScheduler
from app.domain.lifecycle import SubmissionStatus
from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.priority import Priority
from app.jobs.run import run_next
from app.jobs.sweep import sweep
from app.testing import FakeClock
from app.workflow.application import Application, Incoming
from app.workflow.bootstrap import build_services
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

TEXT = "# Barrels\n\nIt is a fact that barrel {number} is empty in order to save water in the long summer.\n"
POLICY = Policy(
    required=frozenset({Goal.AEO}),
    recommended=frozenset(),
    min_aeo=99.0,
    detectors=DetectorPolicy(use=()),
    rewrite=RewritePolicy(batch=True, max_rewrites=1),
)


@pytest.fixture
def server():
    with LlmServer(answer=rewriting()) as running:
        yield running


@pytest.fixture(params=["openai:gpt-x", "anthropic:claude-x"])
def spec(request):
    return request.param


class Pipeline:
    """The services of one process on a clock of its own, and the steps of a queue."""

    def __init__(self, folder, server, spec):
        self.spec = spec
        self.clock = FakeClock()
        self.settings = Settings(
            state_dir=folder,
            celery_enabled=False,
            provider_settings={
                "OPENAI_BASE_URL": server.openai_url,
                "ANTHROPIC_BASE_URL": server.anthropic_url,
            },
            llm_prices="openai:gpt-x=1/10,anthropic:claude-x=1/10",
        )
        upgrade(self.settings.database_url)
        self.services = build_services(self.settings, clock=self.clock)

    def restart(self):
        """Another process takes over: nothing but the database is left of the one before."""
        self.services.close()
        self.services = build_services(self.settings, clock=self.clock)

    def submit(self, count, priority=Priority.BULK):
        policy = replace(POLICY, rewrite=replace(POLICY.rewrite, providers=(self.spec,)))
        texts = [Incoming(TEXT.format(number=n).encode(), f"{n}.md", policy, priority) for n in range(count)]
        return [one.submission_id for one in Application(self.services).submit_many(texts, run_id="run")]

    def work(self, *, minutes=0):
        """Do all that is due, after so many minutes."""
        self.clock.advance(60 * minutes)
        scheduler = FairScheduler()
        done = 1
        while done:
            sweep(self.services.engine)
            done = 0
            while any(
                run_next(queue, self.services.engine, scheduler) for queue in ("evaluation", "rewrite")
            ):
                done += 1

    def rows(self, kind):
        with self.services.store.read() as tx:
            return tx.session.query(kind).order_by(kind.id).all()

    def status(self, submission_id):
        with self.services.store.read() as tx:
            return tx.submissions.get(submission_id).status

    def cycles(self, submission_id):
        with self.services.store.read() as tx:
            return tx.submissions.cycles(submission_id)


@pytest.fixture
def pipeline(tmp_path, server, spec):
    made = Pipeline(tmp_path, server, spec)
    yield made
    made.services.close()


def test_bulk_texts_are_rewritten_in_one_batch_at_half_price(pipeline, server):
    ids = pipeline.submit(3)
    pipeline.work()
    assert server.batches.made == []
    pipeline.work(minutes=6)
    assert len(server.batches.made) == 1
    pipeline.work(minutes=3)

    calls = pipeline.rows(LlmCall)
    assert [call.state for call in calls] == [CallState.SETTLED] * 3
    full = [
        Decimal(call.input_tokens + call.cached_tokens + 10 * call.output_tokens) / 1_000_000
        for call in calls
    ]
    assert all(
        call.cost_micro_usd <= cost * 1_000_000 / 2 + 1 for call, cost in zip(calls, full, strict=True)
    )
    assert [cycle.outcome for one in ids for cycle in pipeline.cycles(one)] == ["adopted"] * 3
    assert server.paid == 3
    assert pipeline.rows(LlmBatch)[0].state is BatchState.DONE


def test_a_normal_submission_does_not_wait_for_a_batch(pipeline, server):
    [one] = pipeline.submit(1, Priority.NORMAL)

    pipeline.work()

    assert server.batches.made == []
    assert [cycle.outcome for cycle in pipeline.cycles(one)] == ["adopted"]


def test_a_batch_outlives_the_process_that_sent_it(pipeline, server):
    server.batches.are_over = False
    [one] = pipeline.submit(1)
    pipeline.work()
    pipeline.work(minutes=6)
    assert pipeline.rows(LlmBatch)[0].vendor_id == server.batches.made[0].id

    pipeline.restart()
    pipeline.work(minutes=60)
    assert pipeline.status(one) is SubmissionStatus.REWRITING
    server.batches.are_over = True
    pipeline.work(minutes=3)

    assert [cycle.outcome for cycle in pipeline.cycles(one)] == ["adopted"]
    assert len(server.batches.made) == 1


def test_a_batch_whose_id_was_lost_is_found_again_and_not_sent_twice(pipeline, server):
    server.batches.forgets = 1
    [one] = pipeline.submit(1)
    pipeline.work()
    pipeline.work(minutes=6)
    assert pipeline.rows(LlmBatch)[0].vendor_id is None

    pipeline.restart()
    pipeline.work(minutes=3)
    pipeline.work(minutes=3)

    assert len(server.batches.made) == 1
    assert [cycle.outcome for cycle in pipeline.cycles(one)] == ["adopted"]
    assert server.paid == 1


def test_what_a_batch_did_not_get_to_is_asked_for_by_itself(pipeline, server):
    server.batches.expired = {0}
    ids = pipeline.submit(2)
    for minutes in (0, 6, 3):
        pipeline.work(minutes=minutes)

    assert [cycle.outcome for one in ids for cycle in pipeline.cycles(one)] == ["adopted"] * 2
    assert len(server.batches.made) == 1
    assert server.paid == 2


def test_a_vendor_that_refuses_a_batch_is_asked_for_each_text_by_itself(pipeline, server):
    server.batches.refuses = "batches are not for this key"
    [one] = pipeline.submit(1)
    for minutes in (0, 6, 3):
        pipeline.work(minutes=minutes)

    assert [cycle.outcome for cycle in pipeline.cycles(one)] == ["adopted"]
    assert "not for this key" in pipeline.rows(LlmBatch)[0].error
    assert server.paid == 1
