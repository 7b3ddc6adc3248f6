"""What the environment decides about what operators see."""

from dataclasses import dataclass

from app.settings import values
from app.settings.field import setting
from app.settings.web import WebSettings


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
    seal_keys: tuple[str, ...] = setting(
        "COPYDESK_SEAL_KEYS",
        values.keys,
        "Keys that seal the secrets in the database, newest first, with commas or line ends between them: "
        "`copydesk secrets new-key` makes one. The same on every machine.",
        default=(),
        shown="one made once, in `seal.key` in COPYDESK_HOME",
        secret=True,
    )
    keep_days: int = setting(
        "COPYDESK_KEEP_DAYS",
        values.whole(least=1, most=36_500, unit="days"),
        "How long finished submissions are kept before `copydesk prune` removes them.",
        default=365,
    )
    deaf_after_seconds: float = setting(
        "COPYDESK_DEAF_AFTER",
        values.number(least=5, most=86_400, unit="seconds"),
        "A worker with a free process that receives none of its own rings for this time is taken for deaf: "
        "its pulse stops, and systemd restarts it.",
        default=90.0,
    )
