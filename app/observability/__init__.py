"""What operators see of a running Copydesk."""

from structlog.typing import Processor

from app.settings import Settings


def report_errors(settings: Settings, *, component: str) -> bool:
    """Start Sentry for this process where SENTRY_DSN is set; the SDK is imported only then.

    `component` is worker, beat, desk or cli. Call it again in a child after a fork.
    """
    if settings.sentry_dsn is None:
        return False
    from app.observability.sentry import start_sentry

    return start_sentry(settings, component=component)


def alerts(settings: Settings) -> list[Processor]:
    """The log processors that make an alert of what is logged as an error; none without SENTRY_DSN."""
    if settings.sentry_dsn is None:
        return []
    from app.observability.sentry import alert

    return [alert]
