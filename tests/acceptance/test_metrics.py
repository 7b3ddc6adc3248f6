"""After a run with kills the metrics agree with the rows: gauges exactly, counters within 1 %."""

import os
import signal
import socket
import sqlite3
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.domain.policy import Policy
from app.domain.priority import Priority
from app.observability.metrics import MetricsPage
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from tests.support.processes import BIN, belonging_to, started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
JOBS = 200
KILLS = 3


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def samples(text):
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(found, name, **labels):
    wanted = set(labels.items())
    return sum(
        value for (sample, labelled), value in found.items() if sample == name and wanted <= set(labelled)
    )


def submit(services):
    desk = Application(services)
    for number in range(JOBS):
        text = f"# Article {number}\n\n" + f"The council of town {number} met on Monday. " * 40
        priority = Priority.URGENT if number % 10 == 0 else Priority.NORMAL
        desk.submit(text.encode(), path=f"{number}.md", policy=Policy(), run_id="run", priority=priority)


def pool_children(state):
    """The processes that do the evaluating: children of the worker's main process."""
    workers = {pid for pid, command in belonging_to(state).items() if "--queues=evaluation" in command}
    parents = {}
    for pid in workers:
        parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return [pid for pid in workers if parents[pid] in workers]


def kill_first(pids):
    """Whether one was there and was killed."""
    if pids:
        os.kill(pids[0], signal.SIGKILL)
    return bool(pids)


def test_metrics_agree_with_the_rows_after_a_run_with_kills(tmp_path):
    state, port = tmp_path / "state", free_port()
    command = [str(BIN / "copydesk"), "up", "--queue", "evaluation"]
    more = {"COPYDESK_SWEEP_INTERVAL": "1", "COPYDESK_METRICS_PORT": str(port)}
    with started(command, state, **more) as up:
        up.wait_for(" ready.")
        services = build_services(up.settings)
        submit(services)
        database = sqlite3.connect(state / "copydesk.db", isolation_level=None)

        def ended():
            return database.execute(
                "SELECT count(*) FROM work_items WHERE queue='evaluation' AND state IN ('done','dead')"
            ).fetchone()[0]

        def at_work():
            """Pool children that hold a job, the latest first: just after a job ended is a moment that
            polling would prefer. A row may still name a process that was killed before: nobody has swept."""
            rows = database.execute(
                "SELECT holder FROM work_items WHERE state='running' ORDER BY started_at DESC"
            )
            living = pool_children(state)
            return [pid for (holder,) in rows if (pid := int(holder.split(":")[2])) in living]

        for kill in range(1, KILLS + 1):
            wait_until(lambda kill=kill: ended() >= kill * 15, seconds=90, what="work is done between kills")
            wait_until(lambda: kill_first(at_work()), seconds=30, what="a living process holds work")
        wait_until(lambda: ended() == JOBS, seconds=180, what="every job is done in spite of the kills")

        scraped = samples(
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read().decode()
        )
        page = samples(MetricsPage(services).text().decode())
        both = samples(MetricsPage(services, with_workers=True).text().decode())

        attempts, crashes = database.execute(
            "SELECT sum(attempts), sum(losses) FROM work_items WHERE queue='evaluation'"
        ).fetchone()
        done = ended()
        assert abs(total(scraped, "copydesk_work_started_total") - attempts) <= attempts / 100
        assert abs(total(scraped, "copydesk_work_ended_total", outcome="done") - done) <= done / 100
        assert total(scraped, "copydesk_work_lost_total") == crashes
        assert total(scraped, "copydesk_work_seconds_count") == total(scraped, "copydesk_work_ended_total")
        assert total(both, "copydesk_work_started_total") == total(scraped, "copydesk_work_started_total")

        waiting = Counter(
            {
                (queue, Priority(priority).label): count
                for queue, priority, count in database.execute(
                    "SELECT queue, priority, count(*) FROM work_items WHERE state='pending' AND lane < 2 "
                    "GROUP BY queue, priority"
                )
            }
        )
        for priority in Priority:
            for queue in ("evaluation", "rewrite", "escalation"):
                shown = total(page, "copydesk_work_waiting", queue=queue, priority=priority.label)
                assert shown == waiting[queue, priority.label]
        assert total(page, "copydesk_work_running") == 0
        assert sum(waiting.values()) > 0, "what follows evaluation waits, because no worker takes it"
        for status, count in database.execute("SELECT status, count(*) FROM submissions GROUP BY status"):
            assert total(page, "copydesk_submissions", status=status) == count
        assert total(page, "copydesk_work_added_total", queue="evaluation") == JOBS
        assert total(page, "copydesk_evaluations_total") == JOBS
        assert total(page, "copydesk_aeo_score_count") == JOBS
        services.close()
        database.close()
