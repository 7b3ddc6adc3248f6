"""Variables that other Celery set-ups use for what Copydesk has too: read, or refused with our name for it.

docs/reference/seeds.md lists them. A variable that is silently ignored is worse than either: whoever sets
REDIS_URL believes that the messages go there.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from app.config.settings import values
from app.config.settings.values import Refused
from app.domain.errors import ConfigurationError

T = TypeVar("T")

SAME_AS = {
    "BROKER_URL": "CELERY_BROKER_URL",
    "RESULT_BACKEND": "CELERY_RESULT_BACKEND",
    "CELERYD_CONCURRENCY": "CELERY_WORKER_CONCURRENCY",
    "CELERYD_PREFETCH_MULTIPLIER": "CELERY_WORKER_PREFETCH_MULTIPLIER",
    "CELERYD_MAX_TASKS_PER_CHILD": "CELERY_WORKER_MAX_TASKS_PER_CHILD",
    "CELERYD_TASK_TIME_LIMIT": "CELERY_TASK_TIME_LIMIT",
    "CELERYD_TASK_SOFT_TIME_LIMIT": "CELERY_TASK_SOFT_TIME_LIMIT",
    "TASK_TIMEOUT": "CELERY_TASK_TIME_LIMIT",
}
"""Their name -> ours. Celery's own command line reads the first two as well."""

NOT_HERE = {
    "CREDENTIAL_ENCRYPTION_KEY": "put the key into COPYDESK_ENCRYPTION_KEYS (copydesk secrets new-key)",
    "SYNC_BATCH_SIZE": "remove it; how many wakeups of a queue wait in the broker is COPYDESK_WAKEUP_WINDOW",
}

ONLY_ONE_VALUE: dict[str, tuple[bool, str]] = {
    "SSL_VERIFY": (
        True,
        "certificates are always verified: name your own authority in SSL_CERT_FILE",
    ),
    "CELERY_TASK_ALWAYS_EAGER": (
        False,
        "to run everything in one process without a broker, set ENABLE_CELERY=false",
    ),
    "CELERY_TASK_IGNORE_RESULT": (
        True,
        "what a task found is in the database and not in CELERY_RESULT_BACKEND: copydesk show prints it",
    ),
}
"""The value that describes what Copydesk does anyway, and what to do instead of the other one."""

REDIS_PARTS = ("REDIS_URL", "REDIS_HOST", "REDIS_PORT", "REDIS_DB", "REDIS_PASSWORD", "REDIS_USE_SSL")

FOREIGN_NAMES = frozenset({*SAME_AS, *NOT_HERE, *ONLY_ONE_VALUE, *REDIS_PARTS, "REDIS_SSL_CERT_REQS"})


def with_our_names(environ: Mapping[str, str]) -> dict[str, str]:
    """These variables with each foreign one under our name, or gone where it says what is so anyway.

    CELERY_BROKER_URL wins over REDIS_URL, and that over REDIS_HOST. Raises ConfigurationError for one that
    Copydesk does not have, and for two names of one setting with different values.
    """
    given = {name: environ[name].strip() for name in FOREIGN_NAMES if environ.get(name, "").strip()}
    current = {name: value for name, value in environ.items() if name not in FOREIGN_NAMES}
    for name, hint in NOT_HERE.items():
        if name in given:
            raise ConfigurationError(f"{name} is not a setting of Copydesk: {hint}")
    for name, (only, hint) in ONLY_ONE_VALUE.items():
        if name in given and _parsed(name, values.boolean, given[name]) is not only:
            raise ConfigurationError(f"{name}={given[name]} is not possible here: {hint}")
    for name, ours in SAME_AS.items():
        if name not in given:
            continue
        if current.get(ours, "").strip() not in {"", given[name]}:
            raise ConfigurationError(
                f"{name} and {ours} are both set and differ: they are one setting, so remove {name}"
            )
        current[ours] = given[name]
    _check_certificates(given)
    if not _has_broker(current):
        address = _redis_address(given)
        if address:
            current["CELERY_BROKER_URL"] = address
    else:
        _check_contradictions(given, current.get("CELERY_BROKER_URL", ""))
    return current


def _has_broker(variables: Mapping[str, str]) -> bool:
    return any(variables.get(name, "").strip() for name in ("CELERY_BROKER_URL", "CELERY_BROKER_URL_FILE"))


def _redis_address(given: Mapping[str, str]) -> str:
    """The broker's address from REDIS_...; empty if they name no server."""
    is_tls = _wants_tls(given)
    if url := given.get("REDIS_URL"):
        url = _parsed("REDIS_URL", values.redis_url, url)
        parts = urlsplit(url)
        if parts.scheme == "redis+socket":
            return url
        if is_tls and parts.scheme == "redis":
            parts = parts._replace(scheme="rediss")
        if given.get("REDIS_PASSWORD") and parts.password is None:
            user, _, server = parts.netloc.rpartition("@")
            parts = parts._replace(netloc=f"{user}:{quote(given['REDIS_PASSWORD'], safe='')}@{server}")
        return urlunsplit(parts)
    if not (host := given.get("REDIS_HOST")):
        return ""
    # Kubernetes sets REDIS_PORT=tcp://10.0.0.7:6379 in every pod beside a service named redis.
    port = given.get("REDIS_PORT", "6379").rpartition(":")[2]
    number = _parsed("REDIS_PORT", values.whole(least=1, most=65_535, unit="(a port)"), port)
    database = _parsed(
        "REDIS_DB", values.whole(least=0, most=65_535, unit="(a database)"), given.get("REDIS_DB", "0")
    )
    secret = f":{quote(given['REDIS_PASSWORD'], safe='')}@" if given.get("REDIS_PASSWORD") else ""
    server = f"[{host}]" if ":" in host else host
    address = f"{'rediss' if is_tls else 'redis'}://{secret}{server}:{number}/{database}"
    return _parsed("REDIS_HOST", values.redis_url, address)


def _wants_tls(given: Mapping[str, str]) -> bool:
    return "REDIS_USE_SSL" in given and _parsed("REDIS_USE_SSL", values.boolean, given["REDIS_USE_SSL"])


def _check_certificates(given: Mapping[str, str]) -> None:
    wanted = given.get("REDIS_SSL_CERT_REQS", "required")
    if wanted.lower().removeprefix("ssl.").removeprefix("cert_") != "required":
        raise ConfigurationError(
            f"REDIS_SSL_CERT_REQS={wanted} would trust any server that answers: leave it out, and name "
            "your own authority with ?ssl_ca_certs=/path/ca.pem in CELERY_BROKER_URL"
        )


def _check_contradictions(given: Mapping[str, str], broker_url: str) -> None:
    """Security that REDIS_... asks for and CELERY_BROKER_URL, which wins, does not have."""
    scheme, _, rest = broker_url.strip().partition("://")
    if scheme == "redis" and _wants_tls(given):
        raise ConfigurationError(
            "REDIS_USE_SSL asks for TLS and CELERY_BROKER_URL has none: write rediss:// (two s) there"
        )
    if scheme in {"redis", "rediss"} and given.get("REDIS_PASSWORD") and "@" not in rest:
        raise ConfigurationError(
            "REDIS_PASSWORD is set and CELERY_BROKER_URL holds no password: write it there, "
            f"{scheme}://:PASSWORD@HOST:6379/0"
        )


def _parsed(name: str, parse: Callable[[str], T], raw: str) -> T:
    try:
        return parse(raw)
    except Refused as error:
        raise ConfigurationError(f"{name}: {error}") from error
