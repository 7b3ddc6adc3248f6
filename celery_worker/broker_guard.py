"""Say in one sentence that there is no broker: Celery retries a socket for ever, or prints a traceback."""

import sys
from collections.abc import Callable
from typing import Any

from celery import Celery, signals
from click import Option

from app.config.settings import Settings
from app.domain.errors import BrokerUnavailable, ConfigurationError
from app.embedded.lock import StateLock
from celery_worker.asking import check_broker

WAITING = frozenset({"worker", "beat", "flower"})
"""They outlive a broker that is away, so they also start without it."""
ASKING = frozenset({"amqp", "bindings", "call", "control", "events", "inspect", "purge", "result", "status"})
"""They are useless without a broker."""
WITHIN_SECONDS = 1
EXIT_UNAVAILABLE = 69
"""EX_UNAVAILABLE, which Celery's own commands end with."""
NO_BROKER = (
    "there is no broker: CELERY_BROKER_URL is not set, and no `copydesk up` runs on the state folder "
    "{folder}. Run `copydesk up`, which brings a broker and all workers, or set CELERY_BROKER_URL"
)


def guard_broker(app: Celery, settings: Settings) -> None:
    """Look for the broker when a command of Celery starts, after its options are parsed."""
    # Celery announces a command only to an app that has an option of this kind.
    app.user_options["preload"].add(
        Option(
            ["--broker-within", "broker_within"],
            type=int,
            default=WITHIN_SECONDS,
            show_default=True,
            help="How many seconds to look for the broker before saying that it cannot be reached.",
        )
    )

    def look(sender: Any, options: dict[str, Any], **_: Any) -> None:
        command = str(getattr(sender, "__name__", ""))
        if command in WAITING | ASKING:
            require_broker(
                settings,
                must_answer=command in ASKING,
                check=lambda: check_broker(settings, app, within_seconds=options["broker_within"]),
            )

    signals.user_preload_options.connect(look, weak=False)


def require_broker(settings: Settings, *, must_answer: bool, check: Callable[[], None]) -> None:
    """End this process with a sentence if `check` finds no broker. Without `must_answer`, only say so.

    The embedded Redis comes with `copydesk up` alone, so nobody waits for one where that does not run.
    """
    try:
        check()
    except BrokerUnavailable as error:
        if settings.broker_is_embedded and not _pipeline_runs(settings):
            _end(NO_BROKER.format(folder=settings.state_dir))
        if must_answer:
            _end(str(error))
        print(f"copydesk: waiting for the broker: {error}", file=sys.stderr, flush=True)


def _pipeline_runs(settings: Settings) -> bool:
    lock = StateLock(settings.state_dir)
    try:
        if lock.path.exists():
            with lock:
                pass
    except ConfigurationError:
        return True
    except OSError:
        return False  # somebody else's folder: no pipeline of ours
    return False


def _end(sentence: str) -> None:
    print(f"copydesk: {sentence}", file=sys.stderr, flush=True)
    sys.exit(EXIT_UNAVAILABLE)
