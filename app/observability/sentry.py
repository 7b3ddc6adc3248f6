"""Reports errors to Sentry if SENTRY_DSN is set, without any customer's text, prompt, key or address."""

from importlib.metadata import version
from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint
from structlog.typing import EventDict

from app.config.settings import Settings
from app.domain.errors import (
    AlreadyExists,
    BrokerUnavailable,
    BudgetExhausted,
    ConfigurationError,
    ConflictError,
    ConstraintViolated,
    OutcomeUnknown,
    StatementRejected,
    StoreUnavailable,
    UnknownPlugin,
)
from app.observability.logs import without_secrets

SPEAKABLE = frozenset(
    kind.__name__
    for kind in (
        AlreadyExists,
        BrokerUnavailable,
        BudgetExhausted,
        ConfigurationError,
        ConstraintViolated,
        OutcomeUnknown,
        StatementRejected,
        StoreUnavailable,
        UnknownPlugin,
    )
)
"""Errors whose message never quotes content. Of all others, only the type and the location are sent."""
TAGS = ("queue", "task", "submission", "attempt", "worker")
REPORTED_ELSEWHERE = frozenset({"task.failed"})
"""Logged and then raised: Celery's integration already reports the exception."""
_DROPPED = ("breadcrumbs", "request", "extra", "user", "modules", "server_name", "contexts", "logentry")


def start_sentry(settings: Settings, *, component: str) -> bool:
    """Report this process's errors. `component` is worker, beat, desk or cli. False when there is no DSN."""
    if settings.sentry_dsn is None:
        return False
    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        environment=settings.sentry_environment,
        release=f"copydesk@{version('copydesk')}",
        # The SDK's automatic integrations (openai, anthropic, sqlalchemy, httpx2) record prompts, statements
        # and addresses, so only the wanted ones are listed here.
        auto_enabling_integrations=False,
        integrations=[
            # Sentry supports no interval below a minute: the sweep has an alert on its lag instead.
            CeleryIntegration(
                propagate_traces=False, monitor_beat_tasks=True, exclude_beat_tasks=["^sweep$"]
            ),
            LoggingIntegration(level=None, event_level=None),
        ],
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        # send_default_pii stays unset: its default is no, and the SDK deprecates setting it.
        max_breadcrumbs=0,
        auto_session_tracking=False,
        spotlight=False,
        before_send=scrubbed,
        traces_sample_rate=settings.sentry_traces_share or None,
        before_send_transaction=scrubbed_transaction,
    )
    sentry_sdk.set_tag("component", component)
    return True


def scrubbed(event: Event, hint: Hint) -> Event | None:
    """The event with only what operators need, or None for a lost race, which is not an alert."""
    error = (hint.get("exc_info") or (None, None, None))[1]
    if isinstance(error, ConflictError):
        return None
    loose: dict[str, Any] = event  # type: ignore[assignment]
    for part in _DROPPED:
        loose.pop(part, None)
    # We never logged what Celery's integration reports, so its tags come from the task's context.
    known = structlog.contextvars.get_contextvars()
    tags = {tag: str(known[tag])[:200] for tag in TAGS if known.get(tag) is not None}
    loose["tags"] = {**tags, **dict(loose.get("tags") or {})}
    for exception in (loose.get("exception") or {}).get("values", []):
        is_speakable = exception.get("type") in SPEAKABLE
        exception["value"] = without_secrets(exception.get("value") or "") if is_speakable else ""
        for frame in (exception.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    return event


def scrubbed_transaction(event: Event, _hint: Hint) -> Event:
    """How long a task took: its name, tags and trace; no arguments, and only the kind of each span."""
    loose: dict[str, Any] = event  # type: ignore[assignment]
    contexts = loose.get("contexts") or {}
    for part in _DROPPED:
        loose.pop(part, None)
    loose["contexts"] = {"trace": {**contexts.get("trace", {}), "data": {}}}
    for span in loose.get("spans") or []:
        span["data"], span["description"] = {}, span.get("op", "")
    return event


def alert(_logger: Any, method: str, event: EventDict) -> EventDict:
    """A structlog processor: a logged error becomes an alert, a logged warning does not."""
    is_alert = method in {"error", "critical", "exception"} and event.get("event") not in REPORTED_ELSEWHERE
    if is_alert and sentry_sdk.get_client().is_active():
        _report(event)
    return event


def _report(event: EventDict) -> None:
    name = str(event.get("event", ""))
    error = event.get("exc_info")
    with sentry_sdk.new_scope() as scope:
        scope.set_tag("event", name)
        for tag in TAGS:
            if event.get(tag) is not None:
                scope.set_tag(tag, str(event[tag])[:200])
        if isinstance(error, BaseException):
            # One failing provider is one alert, however many submissions are affected.
            scope.fingerprint = [name, type(error).__name__, str(event.get("task", ""))]
            scope.capture_exception(error)
        else:
            scope.fingerprint = [name, str(event.get("task", ""))]
            scope.capture_message(name, level="error")
