"""Are jobs being run? Judged from the database: last sweep, workers' heartbeats, waiting and dead jobs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.config.settings import Settings
from app.db.read_models.stats import Figures, ProcessFigure, QueueFigure
from app.operations.finding import Finding, ok, warning, wrong
from app.platform.clock import SystemClock
from app.reports.phrases import plural
from app.workflow.services import Services

SWEEPS_MISSED = 6
MOST_SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the pipeline in the database at one moment."""

    queues: tuple[QueueFigure, ...]
    paused: Mapping[str, str]
    processes: tuple[ProcessFigure, ...]
    swept_at: datetime | None
    dead_letters: int
    answering: int | None = None
    """Workers that answer on the broker; a process has a heartbeat only from its first job on."""


def examine_pipeline(services: Services, *, answering: int | None = None) -> Iterator[Finding]:
    """`answering`: workers that answer on the broker, None if unknown. Raises StoreUnavailable."""
    with services.store.read() as tx:
        figures = Figures(tx.session)
        server_time = figures.clock()
        snapshot = Snapshot(
            tuple(figures.queues()),
            {name: row.reason for name, row in figures.paused().items()},
            tuple(figures.processes()),
            figures.last_time("sweep"),
            figures.open_dead_letters(),
            answering,
        )
    now = services.clock.now()
    if server_time is not None:
        # The services' own clock follows the database's.
        yield judge_clock(server_time - SystemClock().now())
    yield from judge(snapshot, services.settings, now)


def judge(snapshot: Snapshot, settings: Settings, now: datetime) -> Iterator[Finding]:
    """The findings that follow from this state."""
    patience = timedelta(seconds=settings.heartbeat_stale_seconds)
    alive = [process for process in snapshot.processes if now - process.beat_at <= patience]
    waiting = sum(figure.waiting + figure.running for figure in snapshot.queues)
    yield _sweep(snapshot.swept_at, settings, now)
    if waiting and not alive and not snapshot.answering:
        yield wrong(
            "workers",
            f"{waiting} jobs are due and no process has sent a heartbeat for {patience.seconds} s",
            "start the workers: copydesk up, or systemctl start copydesk.target",
        )
    else:
        answer = "" if snapshot.answering is None else f"{plural(snapshot.answering, 'worker')} answering, "
        ran = plural(len(alive), "process has run jobs", "processes have run jobs")
        yield ok("workers", f"{answer}{ran}, {waiting} jobs due")
    for queue, reason in sorted(snapshot.paused.items()):
        yield warning(
            "paused",
            f"the queue {queue} is paused ({reason or 'no reason given'})",
            f"copydesk resume {queue}",
        )
    if snapshot.dead_letters:
        yield warning(
            "dead-letters",
            f"{snapshot.dead_letters} dead letters wait for a person",
            "copydesk dead-letters list, then replay or discard each",
        )


def judge_clock(skew: timedelta) -> Finding:
    """`skew` is the database's time minus ours."""
    if abs(skew) > MOST_SKEW:
        return warning(
            "database-clock",
            f"the database's clock is {skew.total_seconds():+.0f} s off ours: stored times, which follow the "
            "database, do not match the logs of this machine",
            "run a time service on both machines (systemd-timesyncd or chrony): timedatectl set-ntp true",
        )
    return ok("database-clock", f"{skew.total_seconds():+.1f} s from ours")


def _sweep(swept_at: datetime | None, settings: Settings, now: datetime) -> Finding:
    patience = SWEEPS_MISSED * settings.sweep_interval_seconds
    lag = None if swept_at is None else (now - swept_at).total_seconds()
    if lag is None or lag > patience:
        since = "never" if swept_at is None else f"{swept_at:%Y-%m-%d %H:%M:%S} UTC"
        return wrong(
            "sweep",
            f"the last sweep was {since}: neither beat nor a worker runs it, so lost jobs are not recovered",
            "start beat and a worker: copydesk up, or systemctl restart copydesk-beat copydesk.target",
        )
    return ok("sweep", f"{lag:.0f} s ago")
