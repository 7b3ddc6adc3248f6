"""`copydesk doctor`: everything that is known to go wrong, asked in order, each answer with its cure."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.config.settings import Settings, child_environ
from app.operations.certificates import examine_certificates
from app.operations.finding import Finding, State, asked, ok, wrong
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
DATABASE_CURE = "check that it runs (pg_isready), the network, and user, password and name in DATABASE_URL"
REDIS_CURE = "check that it runs (redis-cli ping), the network, and the password in CELERY_BROKER_URL"


def examine(
    settings: Settings, *, folder: Path, make: Callable[[Settings], Services] = build_services
) -> Iterator[Finding]:
    """Every check, in the order in which one mends them. Never raises for what is broken."""
    yield ok("settings", "soft limit < hard limit < lease < visibility timeout, and all are known")
    yield from examine_disk(settings)
    yield from examine_keys(settings, folder=folder)
    yield from examine_tls(settings)
    yield from asked(
        "certificates",
        lambda: examine_certificates(settings),
        cure="look at it: openssl s_client -connect HOST:PORT",
    )
    yield from _brokers(settings)
    yield from _database(settings, make)
    yield from asked("fork-guard", lambda: [fork_guard(settings)], cure="see the message")


def _brokers(settings: Settings) -> Iterator[Finding]:
    if settings.broker_is_embedded and not settings.embedded_socket.exists():
        yield Finding(
            "redis", State.UNKNOWN, "the embedded Redis does not run now", "start it with copydesk up"
        )
        return
    for name, url in (("redis", settings.broker_url), ("results", settings.result_backend)):
        is_redis = url.startswith("redis")
        if is_redis and (name == "redis" or _server(url) != _server(settings.broker_url)):
            yield from asked(name, lambda url=url, name=name: examine_redis(url, name=name), cure=REDIS_CURE)  # type: ignore[misc]


def _server(url: str) -> str:
    return url.rpartition("/")[0] if not url.startswith("redis+socket") else url.partition("?")[0]


def _database(settings: Settings, make: Callable[[Settings], Services]) -> Iterator[Finding]:
    path = Path(settings.database_url.removeprefix("sqlite:///").partition("?")[0])
    if settings.database_url.startswith("sqlite") and not path.exists():
        yield Finding("database", State.UNKNOWN, f"there is no {path} yet", "copydesk db upgrade makes it")
        return
    try:
        services = make(settings)
    except Exception as error:  # noqa: BLE001 - a finding, like every other
        yield wrong("database", str(error), DATABASE_CURE)
        return
    try:
        found = list(asked("database", lambda: _schema(services), cure=DATABASE_CURE))
        yield from found
        if all(finding.state is State.OK for finding in found):
            yield from asked("secrets", lambda: examine_secrets(services), cure=DATABASE_CURE)
            yield from asked("pipeline", lambda: examine_pipeline(services), cure=DATABASE_CURE)
        else:
            yield Finding("pipeline", State.UNKNOWN, "the rows cannot be asked before the database is right")
    finally:
        services.close()


def _schema(services: Services) -> Iterable[Finding]:
    from app.db.migrate import schema_status_of

    engine = services.store.database.engine
    status = schema_status_of(engine)
    yield ok("database", engine.dialect.name)
    if status.is_served:
        yield ok("migrations", str(status))
    else:
        yield wrong("migrations", str(status), "copydesk db upgrade (after copydesk backup)")


def fork_guard(settings: Settings) -> Finding:
    """Import what a worker imports, in a process of its own, and see what its children would share."""
    ended = subprocess.run(
        [sys.executable, "-c", FORK_CHECK],
        env=child_environ(settings),
        capture_output=True,
        text=True,
        timeout=IMPORT_WITHIN_SECONDS,
        check=False,
    )
    if ended.returncode == 0:
        return ok("fork-guard", "nothing that opens connections is made at import")
    told = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
    return wrong(
        "fork-guard",
        told.removeprefix("app.domain.errors.ConfigurationError: ")[:500],
        "make clients and engines in the function that uses them, not while a module is imported",
    )
