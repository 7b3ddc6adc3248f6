"""What the environment decides about what operators see."""

from dataclasses import dataclass

from app.config.settings import values
from app.config.settings.field import setting
from app.config.settings.web import WebSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsSettings(WebSettings):
    """Where the numbers for Prometheus are served, and how long finished work is kept."""

    metrics_host: str = setting(
        "COPYDESK_METRICS_HOST",
        values.text,
        "Address on which a worker serves its metrics. They hold no text, and ask for no password.",
        default="127.0.0.1",
    )
    metrics_port: int = setting(
        "COPYDESK_METRICS_PORT",
        values.whole(least=0, most=65_535, unit="(a port)"),
        "Port of a worker's metrics; one of its own for each worker of a machine. 0 serves none.",
        default=0,
        shown="`0`: none",
    )
    otlp_endpoint: str | None = setting(
        "COPYDESK_OTLP_ENDPOINT",
        values.web_address,
        "Where traces go: an OpenTelemetry collector that speaks OTLP over HTTP. Needs `copydesk[otel]`.",
        default=None,
        shown="none: nothing is traced",
    )
    traces_share: float = setting(
        "COPYDESK_TRACES_SHARE",
        values.number(least=0, most=1, unit="(a share)"),
        "The share of submissions that is traced; the same ones in every process.",
        default=1.0,
    )
    prunes: bool = setting(
        "COPYDESK_PRUNE",
        values.boolean,
        "`true` lets beat remove, once a day, decided submissions older than COPYDESK_KEEP_DAYS.",
        default=False,
    )
    remote_control: bool = setting(
        "COPYDESK_REMOTE_CONTROL",
        values.boolean,
        "`false` makes a worker ignore Celery's `inspect` and `control`: whoever can write to the broker can "
        "otherwise stop it or cancel its queues. `copydesk workers` then does not see it.",
        default=True,
    )
    encryption_keys: tuple[str, ...] = setting(
        "COPYDESK_ENCRYPTION_KEYS",
        values.keys,
        "Keys that encrypt the secrets in the database, newest first, separated by commas or line breaks: "
        "`copydesk secrets new-key` makes one. The same on every machine.",
        default=(),
        shown="one created once, in `seal.key` in COPYDESK_HOME",
        secret=True,
        old_name="COPYDESK_SEAL_KEYS",
    )
    keep_days: int = setting(
        "COPYDESK_KEEP_DAYS",
        values.whole(least=1, most=36_500, unit="days"),
        "How long finished submissions are kept before `copydesk prune` removes them.",
        default=365,
    )
    stuck_after_seconds: float = setting(
        "COPYDESK_STUCK_AFTER",
        values.number(least=5, most=86_400, unit="seconds"),
        "A worker with a free process that receives none of the wakeups it sends to itself for this time is "
        "considered stuck: it stops reporting that it is alive, and systemd restarts it.",
        default=90.0,
        old_name="COPYDESK_DEAF_AFTER",
    )
