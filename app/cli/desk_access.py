"""Open the application for a command: settings, database, and wakeups to a running pipeline."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cli.console import note
from app.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from app.config.settings import Settings
    from app.db.store import Notify
    from app.tasks.wakeups import WakeupSender
    from app.workflow.application import Application
    from app.workflow.services import Services


@dataclass(frozen=True, slots=True)
class Access:
    desk: "Application"
    services: "Services"
    settings: "Settings"
    in_process: bool
    """No broker: the command itself runs the jobs that it creates."""
    wakeups: "WakeupSender | None" = None

    def settle(self, *, waits: bool = False) -> None:
        """After a change: run the due jobs here, or say what will. `waits`: the command waits for them."""
        if self.in_process:
            from app.workflow.inline import drain

            drain(self.services)
        elif not pipeline_is_reachable(self.settings):
            instead = " in another terminal, or stop and add --no-broker. Waiting" if waits else ""
            note(
                f"No pipeline is running, so nothing will happen yet: start it with `copydesk up`{instead}.",
                style="yellow",
            )
        elif self.wakeups is not None and self.wakeups.trouble is not None:
            from celery_worker.asking import broker_unavailable

            problem = broker_unavailable(self.settings, self.wakeups.trouble)
            wait = " Waiting" if waits else ""
            note(f"Stored, but {problem}. Jobs start within a minute of its return.{wait}", style="yellow")


@contextmanager
def open_application(*, no_broker: bool = False, settings: "Settings | None" = None) -> Iterator[Access]:
    """Raises ConfigurationError (a wrong setting, an outdated schema) and StoreUnavailable."""
    from app.config.settings import load_settings
    from app.db.bootstrap import prepare_database
    from app.jobs.observer import NullObserver
    from app.observability import traced
    from app.observability.logs import configure_logs
    from app.workflow.application import Application
    from app.workflow.bootstrap import build_services, no_wakeups

    settings = settings if settings is not None else load_settings()
    configure_logs(level="critical", log_format=settings.log_format)
    in_process = no_broker or not settings.celery_enabled
    prepare_database(settings)
    notify: Notify = no_wakeups
    wakeups: WakeupSender | None = None
    if not in_process and pipeline_is_reachable(settings):
        from app.tasks.wakeups import celery_wakeups
        from celery_worker.build import make_celery

        notify = wakeups = celery_wakeups(
            make_celery(settings), broker_url=settings.broker_url, window=settings.wakeup_window
        )
    observer = traced(NullObserver(), settings, component="cli")
    services = build_services(settings, notify=notify, observer=observer)
    try:
        yield Access(Application(services), services, settings, in_process, wakeups)
    finally:
        services.close()


def pipeline_is_reachable(settings: "Settings") -> bool:
    """Whether the embedded Redis has its socket. An external broker is assumed to be up."""
    return not settings.broker_is_embedded or settings.embedded_socket.exists()


def reviewer_name(given: str | None) -> str:
    """Who decides: the given name, else the login name. Raises ConfigurationError if there is neither."""
    if given is not None and given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise ConfigurationError("there is no login name to sign the decision with: use --as NAME") from error
