"""Logs, metrics, traces and error reports of a running Copydesk."""

from structlog.typing import Processor

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.jobs.observer import Observer


def report_errors(settings: Settings, *, component: str) -> bool:
    """Start Sentry for this process if SENTRY_DSN is set; the SDK is imported only then.

    `component` is worker, beat, desk or cli. Call it again in a child after a fork.
    """
    if settings.sentry_dsn is None:
        return False
    from app.observability.sentry import start_sentry

    return start_sentry(settings, component=component)


def traced(observer: Observer, settings: Settings, *, component: str) -> Observer:
    """The same observer, which also creates traces if COPYDESK_OTLP_ENDPOINT is set.

    Raises ConfigurationError if the extra is not installed. Call it in the process that runs the jobs.
    """
    if settings.otlp_endpoint is None:
        return observer
    try:
        from app.observability import tracing
    except ImportError as error:
        raise ConfigurationError(
            f"COPYDESK_OTLP_ENDPOINT is set, but {error.name} is not installed: pip install 'copydesk[otel]'"
        ) from error
    return tracing.traced(observer, settings, component=component)


def alerts(settings: Settings) -> list[Processor]:
    """The log processors that turn logged errors into alerts; none without SENTRY_DSN."""
    if settings.sentry_dsn is None:
        return []
    from app.observability.sentry import alert

    return [alert]
