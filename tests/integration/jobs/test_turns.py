"""The order in which work is taken, on both databases: urgent first, fair, aged, reserved, paused."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import EVALUATE
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.jobs.queues import drain, pause, resume
from app.jobs.run import run_next
from app.jobs.sweep import hand_back, sweep
from app.jobs.worker import WorkerIdentity
from app.workflow.application import Application, Incoming
from tests.integration.jobs.test_delivery import accept

QUEUE = "evaluation"


@pytest.fixture
def taken(bench):
    """What is taken, in its order: `project/priority/number`."""
    seen = []

    def note(claim, services):
        with services.store.read() as tx:
            seen.append(tx.submissions.get(claim.submission_id).path)
        accept(claim, services)

    bench.behaviour[EVALUATE] = note
    return seen


def submit(bench, project, priority, count, *, first=0):
    incoming = [
        Incoming(
            f"# {number}\n".encode(),
            f"{project}/{priority.label}/{number}",
            Policy(project=project),
            priority,
        )
        for number in range(first, first + count)
    ]
    return list(Application(bench.services).submit_many(incoming, run_id="turns"))


def take(bench, count, scheduler=None):
    scheduler = scheduler if scheduler is not None else FairScheduler()
    for _ in range(count):
        run_next(QUEUE, bench.services.engine, scheduler)
    return scheduler


def projects(paths):
    return Counter(path.partition("/")[0] for path in paths)


def test_urgent_work_overtakes_a_whole_backlog(bench, taken):
    submit(bench, "a", Priority.BULK, 50)
    scheduler = take(bench, 3)
    submit(bench, "b", Priority.URGENT, 1, first=100)
    take(bench, 1, scheduler)

    assert taken[-1] == "b/urgent/100"


def test_inside_a_project_the_better_priority_comes_first_and_then_the_older(bench, taken):
    for priority in (Priority.BULK, Priority.NORMAL, Priority.HIGH):
        for number in (0, 1):
            submit(bench, "a", priority, 1, first=number)
            bench.clock.advance(0.01)
    take(bench, 6)

    assert taken == [f"a/{name}/{number}" for name in ("high", "normal", "bulk") for number in (0, 1)]


def test_a_project_that_floods_the_queue_leaves_the_others_their_share(bench, taken):
    submit(bench, "flood", Priority.HIGH, 60)
    submit(bench, "small", Priority.BULK, 10)
    submit(bench, "other", Priority.LOW, 10)
    take(bench, 30)

    assert projects(taken) == {"flood": 10, "small": 10, "other": 10}


def test_bulk_work_is_started_however_much_urgent_work_keeps_coming(bench, taken):
    submit(bench, "a", Priority.BULK, 3)
    submit(bench, "a", Priority.URGENT, 40)
    take(bench, 15)

    assert sum("bulk" in path for path in taken) == 3


def test_overdue_work_overtakes_better_priorities_of_its_project(bench, taken):
    submit(bench, "a", Priority.BULK, 2)
    bench.clock.advance(bench.services.settings.start_within_seconds + 1)
    submit(bench, "a", Priority.HIGH, 40)
    take(bench, 15)

    assert {path for path in taken if "bulk" in path} == {"a/bulk/0", "a/bulk/1"}
    assert taken[0].startswith("a/high/")


def test_work_that_is_not_overdue_waits_for_better_priorities(bench, taken):
    submit(bench, "a", Priority.BULK, 2)
    submit(bench, "a", Priority.HIGH, 40)
    take(bench, 40)

    assert not any("bulk" in path for path in taken)


def test_a_worker_with_a_reserved_slot_leaves_it_free_for_urgent_work(bench, taken):
    bench.services.engine.limits = replace(bench.services.engine.limits, reserve_urgent=frozenset({QUEUE}))
    bench.services.engine.worker = WorkerIdentity(slots=2)
    bench.services.engine.heartbeat.stop()
    submit(bench, "a", Priority.NORMAL, 5)
    inner = []

    def look_again(claim, services):
        inner.append(run_next(QUEUE, services.engine, FairScheduler()))
        submit(bench, "a", Priority.URGENT, 1, first=50)
        bench.behaviour[EVALUATE] = note
        inner.append(run_next(QUEUE, services.engine, FairScheduler()))
        accept(claim, services)

    note = bench.behaviour[EVALUATE]
    bench.behaviour[EVALUATE] = look_again
    take(bench, 1)

    assert inner == [None, "done"]
    assert taken == ["a/urgent/50"]


def test_nothing_of_a_paused_queue_is_taken_or_rung_for(bench, taken):
    submit(bench, "a", Priority.URGENT, 2)
    pause(bench.services.engine, QUEUE, by="ada", reason="deploy")
    bench.wakeups.answered()
    take(bench, 1)
    sweep(bench.services.engine)

    assert taken == []
    assert bench.wakeups.answered() == []

    resume(bench.services.engine, QUEUE)
    assert len(bench.wakeups.answered()) == 2
    take(bench, 2)
    assert len(taken) == 2


def test_a_drain_waits_for_the_work_that_runs(bench, taken):
    submit(bench, "a", Priority.NORMAL, 2)
    claimed = []

    def hold(claim, services):
        claimed.append(claim)
        bench.services.engine.sleep = lambda _: accept(claim, services)
        pause(services.engine, QUEUE, by="ada", reason="deploy")
        assert drain(services.engine, QUEUE, within_seconds=10) == 0

    bench.behaviour[EVALUATE] = hold
    take(bench, 1)

    assert len(claimed) == 1


def test_few_rings_whatever_is_submitted(bench):
    submit(bench, "a", Priority.BULK, 300)
    window = bench.services.settings.wakeup_window

    assert len(bench.wakeups.answered()) == window
    assert sweep(bench.services.engine).wakeups == window


def test_a_batch_finds_what_was_submitted_before_and_what_it_holds_twice(bench):
    first = submit(bench, "a", Priority.BULK, 3)
    again = submit(bench, "a", Priority.BULK, 5)
    doubled = [
        *[Incoming(b"# x\n", "x.md", Policy())] * 2,
        Incoming(b"\x00\x01\x02" * 50, "bad.md", Policy()),
    ]
    told = list(Application(bench.services).submit_many(doubled, run_id="turns"))

    assert [one.already for one in again] == [True] * 3 + [False] * 2
    assert [one.submission_id for one in again[:3]] == [one.submission_id for one in first]
    assert told[0].submission_id == told[1].submission_id
    assert (told[0].already, told[1].already) == (False, True)
    assert isinstance(told[2], Exception)
    assert "bad.md" in str(told[2])


def test_a_batch_leaves_the_same_rows_as_one_by_one(bench):
    [many] = submit(bench, "a", Priority.HIGH, 1)
    one = Application(bench.services).submit(
        b"# 0\n", path="a/high/0", policy=Policy(project="a"), priority=Priority.HIGH, run_id="other"
    )
    with bench.services.store.read() as tx:
        details = [tx.detail(submission_id) for submission_id in (many.submission_id, one.submission_id)]
        work = [tx.jobs.unfinished(detail.submission.id)[0] for detail in details]
    kept = (
        "status",
        "priority",
        "path",
        "title",
        "format",
        "encoding",
        "policy",
        "language",
        "tags",
        "cycles",
    )

    assert [getattr(details[0].submission, name) for name in kept] == [
        getattr(details[1].submission, name) for name in kept
    ]
    assert [event.kind for event in details[0].events] == [event.kind for event in details[1].events]
    same = ("task_name", "queue", "lane", "project_id", "priority", "state", "attempts", "crashes")
    assert [getattr(work[0], name) for name in same] == [getattr(work[1], name) for name in same]


def test_a_worker_that_ends_hands_back_what_its_processes_held(bench):
    submit(bench, "a", Priority.NORMAL, 1)
    place = bench.services.engine.worker = WorkerIdentity(worker_pid=4242, slots=2)
    with bench.services.store.transaction() as tx:
        tx.jobs.claim_next(
            QUEUE,
            FairScheduler(),
            holder=place.new_process_id(),
            lease=timedelta(seconds=330),
            overdue_after=timedelta(seconds=900),
        )
    bench.wakeups.answered()

    assert hand_back(bench.services.engine) == 1
    assert len(bench.wakeups.answered()) == 1
    with bench.services.store.transaction() as tx:
        claim = tx.jobs.claim_next(
            QUEUE, FairScheduler(), holder="x", lease=timedelta(seconds=9), overdue_after=timedelta(seconds=9)
        )
    assert claim is not None
    assert (claim.attempt, claim.crashes) == (1, 0)
