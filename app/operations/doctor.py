"""`copydesk doctor`: check everything that is known to go wrong, in order, each finding with its remedy."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.config.settings import Settings, child_environ
from app.operations.certificates import examine_certificates
from app.operations.finding import Finding, State, guarded, ok, wrong
from app.operations.machine_checks import examine_disk, examine_keys, examine_tls
from app.operations.pipeline_checks import examine_pipeline
from app.operations.redis_checks import examine_redis
from app.operations.secrets import examine_secrets
from app.workflow.bootstrap import build_services
from app.workflow.services import Services

IMPORT_WITHIN_SECONDS = 60
FORK_CHECK = (
    "from celery_worker.celery_app import app; app.loader.import_default_modules();"
    "from celery_worker.fork_guard import refuse_inherited; refuse_inherited()"
)
DATABASE_REMEDY = "check that it runs (pg_isready), the network, and user, password and name in DATABASE_URL"
REDIS_REMEDY = "check that it runs (redis-cli ping), the network, and the password in CELERY_BROKER_URL"


def examine(
    settings: Settings,
    *,
    folder: Path,
    make: Callable[[Settings], Services] = build_services,
    count_workers: Callable[[Settings], int | None] = lambda _settings: None,
) -> Iterator[Finding]:
    """Every check, in the order in which to fix problems. Never raises for anything that is broken.

    `count_workers`: how many workers answer on the broker; None where that cannot be known.
    """
    yield ok("settings", "soft limit < hard limit < lease < visibility timeout; every setting is known")
    yield from examine_disk(settings)
    yield from examine_keys(settings, folder=folder)
    yield from examine_tls(settings)
    yield from guarded(
        "certificates",
        lambda: examine_certificates(settings),
        remedy="inspect it: openssl s_client -connect HOST:PORT",
    )
    yield from _brokers(settings)
    yield from _database(settings, make, count_workers)
    yield from guarded("fork-guard", lambda: [fork_guard(settings)], remedy="see the message")


def _brokers(settings: Settings) -> Iterator[Finding]:
    if settings.broker_is_embedded and not settings.embedded_socket.exists():
        yield Finding(
            "redis", State.UNKNOWN, "the embedded Redis is not running", "start it with copydesk up"
        )
        return
    for name, url in (("redis", settings.broker_url), ("results", settings.result_backend)):
        is_redis = url.startswith("redis")
        if is_redis and (name == "redis" or _server(url) != _server(settings.broker_url)):
            yield from guarded(
                name,
                lambda url=url, name=name: examine_redis(url, name=name),  # type: ignore[misc]
                remedy=REDIS_REMEDY,
            )


def _server(url: str) -> str:
    return url.rpartition("/")[0] if not url.startswith("redis+socket") else url.partition("?")[0]


def _database(
    settings: Settings,
    make: Callable[[Settings], Services],
    count_workers: Callable[[Settings], int | None],
) -> Iterator[Finding]:
    path = Path(settings.database_url.removeprefix("sqlite:///").partition("?")[0])
    if settings.database_url.startswith("sqlite") and not path.exists():
        yield Finding(
            "database", State.UNKNOWN, f"{path} does not exist yet", "copydesk db upgrade creates it"
        )
        return
    try:
        services = make(settings)
    except Exception as error:  # noqa: BLE001 - a finding like any other
        yield wrong("database", str(error), DATABASE_REMEDY)
        return
    try:
        found = list(guarded("database", lambda: _schema(services), remedy=DATABASE_REMEDY))
        yield from found
        if all(finding.state is State.OK for finding in found):
            yield from guarded("secrets", lambda: examine_secrets(services), remedy=DATABASE_REMEDY)
            yield from guarded(
                "pipeline",
                lambda: examine_pipeline(services, answering=count_workers(settings)),
                remedy=DATABASE_REMEDY,
            )
        else:
            yield Finding("pipeline", State.UNKNOWN, "cannot be checked until the database is fixed")
    finally:
        services.close()


def _schema(services: Services) -> Iterable[Finding]:
    from app.db.migrate import schema_status_of

    engine = services.store.database.engine
    schema = schema_status_of(engine)
    yield ok("database", engine.dialect.name)
    if schema.is_served:
        yield ok("migrations", str(schema))
    else:
        yield wrong("migrations", str(schema), "copydesk db upgrade (after copydesk backup)")


def fork_guard(settings: Settings) -> Finding:
    """Import what a worker imports, in a separate process, and see what its children would share."""
    result = subprocess.run(
        [sys.executable, "-c", FORK_CHECK],
        env=child_environ(settings),
        capture_output=True,
        text=True,
        timeout=IMPORT_WITHIN_SECONDS,
        check=False,
    )
    if result.returncode == 0:
        return ok("fork-guard", "no module opens connections at import")
    message = (result.stderr.strip().splitlines() or ["it printed nothing"])[-1]
    return wrong(
        "fork-guard",
        message.removeprefix("app.domain.errors.ConfigurationError: ")[:500],
        "create clients and engines in the function that uses them, not while a module is imported",
    )
