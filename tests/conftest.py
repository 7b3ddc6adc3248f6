"""Fixtures that every test may ask for, and the rules that hold for all of them."""

import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from app.config.settings import Settings
from app.config.settings.field import setting_fields
from app.config.settings.providers import provider_variables
from app.config.settings.renamed import renamed_variables
from tests.support import services

_LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}  # noqa: S104 - a name to allow, not to bind


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    with services.fresh_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    with services.private_redis() as url:
        yield url


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """A Redis that this test finds empty."""
    import redis

    with redis.Redis(unix_socket_path=_redis_server.removeprefix("redis+socket://")) as client:
        client.flushall()
    return _redis_server


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """A virtual host of this run's own."""
    with services.private_rabbitmq() as url:
        yield url


@pytest.fixture
def rabbitmq_vhost() -> Iterator[str]:
    """A virtual host of this test's own, where queues of another type may be declared."""
    with services.private_rabbitmq() as url:
        yield url


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    """As the product configures them: without that, structlog draws each traceback with all its variables,
    which takes seconds of computing, in the middle of whatever waits for its time."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's settings or writes into the developer's state."""
    names = {spec.metadata["name"] for spec in setting_fields(Settings)} | set(renamed_variables())
    names |= {variable.name for variable in provider_variables()}
    for name in names:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path_factory.getbasetemp() / "state"))


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        asked, address = arguments
        if asked.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOCAL:
            raise RuntimeError(f"a test tried to reach {address[0]}: tests use this machine alone")
    elif event == "socket.getaddrinfo":
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if host not in _LOCAL and host != socket.gethostname():
            raise RuntimeError(f"a test tried to look up {host}: tests use this machine alone")


sys.addaudithook(_refuse_the_network)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Iterator[None]:
    """With CI=true, a skip that is not listed as allowed is a failure."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not services.is_allowed_skip(reason):
            report.outcome = "failed"
            report.longrepr = f"skipped with CI=true, and not listed as allowed: {reason}"
    return report
