"""The composition root, which wires everything together. Worker, CLI, web and tests start here."""

import time
from collections.abc import Callable, Mapping, Sequence

from app.config.settings import Settings
from app.db.clock import DatabaseClock
from app.db.engine import Database, make_engine
from app.db.store import Notify, Store
from app.domain.jobs import JobMessage
from app.domain.retry_policy import RetryPolicy
from app.evaluation.tools import evaluation_tools
from app.jobs.engine import JobEngine, JobHooks, JobLimits
from app.jobs.heartbeat import Heartbeat
from app.jobs.observer import NullObserver, Observer
from app.jobs.wakeup_timer import WakeupTimer
from app.jobs.worker import WorkerIdentity
from app.llm.ledger import Ledger
from app.notifications.registry import Messenger
from app.platform.clock import Clock
from app.platform.encryption import FieldCipher
from app.platform.key_file import kept_key
from app.platform.outbound import AddressRules, OutboundClient
from app.rewrite.ask import RewriteTools
from app.rewrite.checks.run import CheckTools
from app.rewrite.helpers import Helpers, helpers_for
from app.transitions.take_step import dead_letter_job, is_awaited
from app.workflow.batch_tools import BatchTools
from app.workflow.handlers import HANDLERS, Run, handlers_for
from app.workflow.services import Lazy, Services, Tools

SEAL_KEY_FILE = "seal.key"


def no_wakeups(_messages: Sequence[JobMessage]) -> None:
    """For a pipeline without a broker: due jobs are found in the database."""


def build_services(
    settings: Settings,
    *,
    notify: Notify = no_wakeups,
    clock: Clock | None = None,
    worker: WorkerIdentity | None = None,
    observer: Observer | None = None,
    has_wakeup_timer: bool = False,
    on_heartbeat: Callable[[Store], None] = lambda _store: None,
    sleep: Callable[[float], None] = time.sleep,
    handlers: Mapping[str, tuple[Run, RetryPolicy]] = HANDLERS,
    change_tools: Callable[[Tools], Tools] = lambda tools: tools,
) -> Services:
    """Build everything that a process needs, in that process and never before a fork.

    `worker` names the worker that this process belongs to. With `has_wakeup_timer` this process wakes a
    postponed job on time instead of leaving it to the next sweep. `on_heartbeat` runs with each beat. Without
    a `clock`, the time is the database's.
    `handlers` and `change_tools` let tests replace functions and tools.
    """
    store = Store(Database(make_engine(settings.database_url)), clock or DatabaseClock(), notify)
    worker = worker or WorkerIdentity()
    observer = observer or NullObserver()

    def build_engine(services: Services) -> JobEngine:
        timer = WakeupTimer(store, wakeups=settings.wakeup_window) if has_wakeup_timer else None
        return JobEngine(
            store=store,
            limits=job_limits(settings),
            handlers=handlers_for(services, handlers),
            hooks=JobHooks(dead_letter=dead_letter_job, is_awaited=is_awaited),
            heartbeat=Heartbeat(_beat(store, on_heartbeat), interval_seconds=settings.heartbeat_seconds),
            worker=worker,
            observer=observer,
            schedule_wakeup=timer or (lambda _queue, _seconds: None),
            sleep=sleep,
        )

    return Services(
        settings=settings,
        store=store,
        observer=observer,
        tools=change_tools(_tools(settings, store, worker)),
        build_engine=build_engine,
    )


def job_limits(settings: Settings) -> JobLimits:
    """The settings of the job engine."""
    return JobLimits(
        lease_seconds=settings.lease_seconds,
        start_within_seconds=settings.start_within_seconds,
        soft_time_limit_seconds=settings.soft_time_limit_seconds,
        heartbeat_stale_seconds=settings.heartbeat_stale_seconds,
        sweep_interval_seconds=settings.sweep_interval_seconds,
        wakeup_window=settings.wakeup_window,
        reserve_urgent=settings.reserve_urgent,
        dead_letter_alert=settings.dead_letter_alert,
    )


def _beat(store: Store, on_heartbeat: Callable[[Store], None]) -> Callable[[str], None]:
    def beat(process_id: str) -> None:
        with store.transaction() as tx:
            tx.maintenance.beat(process_id)
        on_heartbeat(store)

    return beat


def _tools(settings: Settings, store: Store, worker: WorkerIdentity) -> Tools:
    helpers = Lazy(lambda: helpers_for(worker, settings))
    outbound = OutboundClient(AddressRules(settings.outbound_allow))
    return Tools(
        evaluation=lambda: evaluation_tools(
            settings, ledger=Ledger(store, house_per_month=settings.month_budget)
        ),
        rewriters=lambda: _rewrite_tools(settings, store, helpers.value),
        checks=lambda: _check_tools(settings, store),
        helpers=lambda: helpers.value,
        batches=lambda: _batch_tools(settings),
        outbound=lambda: outbound,
        messenger=lambda: Messenger(outbound),
        cipher=lambda: FieldCipher(
            lambda: settings.encryption_keys or (kept_key(settings.state_dir / SEAL_KEY_FILE),)
        ),
    )


def _rewrite_tools(settings: Settings, store: Store, helpers: Helpers) -> RewriteTools:
    from app.rewrite.registry import build_rewriter

    return RewriteTools(
        build=lambda name: build_rewriter(name, settings=settings, store=store, helpers=helpers)
    )


def _check_tools(settings: Settings, store: Store) -> CheckTools:
    from app.rewrite.checks.registry import build_check

    return CheckTools(build=lambda name: build_check(name, settings=settings, store=store))


def _batch_tools(settings: Settings) -> BatchTools:
    from app.llm.registry import build_batch_model

    return BatchTools(build=lambda name: build_batch_model(name, settings))
