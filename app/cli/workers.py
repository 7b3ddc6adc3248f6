"""`copydesk workers`: which workers are up, their queues and processes, and the jobs they hold."""

from collections import Counter
from typing import TYPE_CHECKING

import typer

from app.cli.console import emit_json, note, say, table
from app.cli.desk_access import open_application, pipeline_is_reachable
from app.cli.parameters import AsJson
from app.cli.queues import age
from app.domain.errors import BrokerUnavailable

if TYPE_CHECKING:
    from celery_worker.asking import LiveWorker


def register(app: typer.Typer) -> None:
    app.command()(workers)


def workers(*, as_json: AsJson = False) -> None:
    """Show the workers that answer, and the jobs their processes hold; exit code 1 if no worker answers."""
    from app.db.read_models.stats import Figures
    from celery_worker.asking import live_workers

    why_none = "No worker answers: start them with `copydesk up`, or `systemctl start copydesk.target`."
    live: list[LiveWorker] = []
    with open_application() as access:
        now = access.services.clock.now()
        with access.services.store.read() as tx:
            processes = Figures(tx.session).processes()
        if pipeline_is_reachable(access.settings):
            try:
                live = live_workers(access.settings)
            except BrokerUnavailable as error:
                why_none = f"No worker answers: {error}"
        stale = access.settings.heartbeat_stale_seconds
    held: Counter[str] = Counter()
    for process in processes:
        held[process.id.split(":")[1]] += process.running
    rows = [
        (one.name, one.queues, one.processes, held[str(one.pid)], one.uptime_seconds, one.pid) for one in live
    ]
    shared = sorted(name for name, number in Counter(one.name for one in live).items() if number > 1)
    silent = [one for one in processes if (now - one.beat_at).total_seconds() > stale and one.running]
    if as_json:
        emit_json(
            "copydesk.workers/1",
            workers=[
                dict(
                    zip(
                        ("worker", "queues", "processes", "running", "uptime_seconds", "pid"),
                        row,
                        strict=True,
                    )
                )
                for row in rows
            ],
            silent=[{"process": one.id, "since": one.beat_at, "running": one.running} for one in silent],
        )
    else:
        table(
            ("worker", "queues", "processes", "running", "up for"),
            (
                (name, ", ".join(queues), str(slots), str(runs), age(up))
                for name, queues, slots, runs, up, _ in rows
            ),
            right={2, 3, 4},
        )
        for name in shared:
            note(
                f"More than one worker is called {name}: `celery inspect` shows one of them. Give "
                "each its own --hostname.",
                style="yellow",
            )
        for one in silent:
            seconds = (now - one.beat_at).total_seconds()
            holds = f"{one.id} has been silent for {age(seconds)} and holds {one.running}"
            say(f"{holds}: the sweep will requeue them")
        if not rows:
            note(why_none)
    raise typer.Exit(0 if rows else 1)
