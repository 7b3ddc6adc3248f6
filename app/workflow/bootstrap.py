"""The composition root: the one module that knows everybody. Worker, CLI, web and tests start here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.config.settings import Settings
from app.db.engine import Database, make_engine
from app.db.store import Notify, Store
from app.domain.jobs import JobMessage
from app.evaluation.evaluate import EvaluationTools
from app.evaluation.tools import evaluation_tools
from app.jobs.heartbeat import Heartbeat
from app.llm.ledger import Ledger
from app.notifications.notify import Messenger
from app.platform.clock import Clock, SystemClock
from app.platform.encryption import FieldCipher, build_field_cipher
from app.rewrite.ask import RewriteTools
from app.rewrite.batches import BatchTools
from app.rewrite.checks.run import CheckTools
from app.rewrite.helpers import Helpers, helpers_for
from app.workflow.handlers import HANDLERS
from app.workflow.services import Services


def no_wakeups(_messages: Sequence[JobMessage]) -> None:
    """The wakeups of a pipeline without a broker: what is due is found in the database."""


def build_services(
    settings: Settings,
    *,
    notify: Notify = no_wakeups,
    clock: Clock | None = None,
    replace: Mapping[type, Callable[[], Any]] | None = None,
) -> Services:
    """Everything that a process needs, made in that process and not before a fork.

    `replace` swaps a stage's tools, by their type, for a test's own.
    """
    clock = clock if clock is not None else SystemClock()
    store = Store(Database(make_engine(settings.database_url)), clock, notify)
    factories: dict[type, Callable[[], Any]] = {
        EvaluationTools: lambda: evaluation_tools(settings, ledger=Ledger(store)),
        Messenger: Messenger,
        FieldCipher: lambda: build_field_cipher(settings),
        Helpers: lambda: helpers_for(services.worker, settings),
        RewriteTools: lambda: _rewrite_tools(settings, store, services.get(Helpers)),
        CheckTools: lambda: _check_tools(settings, store),
        BatchTools: lambda: _batch_tools(settings),
        **(replace or {}),
    }
    services = Services(
        settings=settings,
        clock=clock,
        store=store,
        heartbeat=Heartbeat(_beat(store), interval_seconds=settings.heartbeat_seconds),
        stages=HANDLERS,
        factories=factories,
    )
    return services


def _beat(store: Store) -> Callable[[str], None]:
    def beat(process_id: str) -> None:
        with store.transaction() as tx:
            tx.maintenance.beat(process_id)

    return beat


def _rewrite_tools(settings: Settings, store: Store, helpers: Helpers) -> RewriteTools:
    from app.rewrite.registry import build_rewriter

    return RewriteTools(
        build=lambda name: build_rewriter(name, settings=settings, store=store, helpers=helpers)
    )


def _check_tools(settings: Settings, store: Store) -> CheckTools:
    from app.rewrite.checks.registry import build_check

    return CheckTools(build=lambda name: build_check(name, settings=settings, store=store))


def _batch_tools(settings: Settings) -> BatchTools:
    from app.llm.registry import build_model

    return BatchTools(build=lambda name: build_model(name, settings))
