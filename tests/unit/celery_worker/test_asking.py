"""Answers of workers, as they come from the broker."""

from celery_worker.asking import live_workers_of


def stats(pid, processes=2):
    return {"pid": pid, "uptime": 5, "pool": {"processes": list(range(processes))}}


def test_a_worker_is_shown_with_its_queues_and_processes():
    [worker] = live_workers_of([("a@h", stats(7))], [("a@h", [{"name": "rewrite"}, {"name": "celery"}])])

    assert (worker.name, worker.queues, worker.processes, worker.pid) == ("a@h", ("celery", "rewrite"), 2, 7)


def test_two_workers_of_one_name_are_two_workers():
    twins = live_workers_of(
        [("a@h", stats(9)), ("b@h", stats(8)), ("a@h", stats(7, 3))],
        [("a@h", [{"name": "rewrite"}]), ("a@h", [{"name": "celery"}])],
    )

    assert [(one.name, one.pid, one.processes) for one in twins] == [
        ("a@h", 7, 3),
        ("a@h", 9, 2),
        ("b@h", 8, 2),
    ]
    assert twins[0].queues == twins[1].queues == ("celery", "rewrite")


def test_a_worker_that_did_not_say_its_queues_is_still_shown():
    [worker] = live_workers_of([("a@h", stats(7, 0))], [])

    assert (worker.queues, worker.processes) == ((), 1)
