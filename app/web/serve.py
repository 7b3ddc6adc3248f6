"""Serve the web page and the API with uvicorn."""

import ipaddress
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn

from app.accounts.login import first_admin
from app.config.settings import Settings
from app.db.bootstrap import prepare_database
from app.domain.errors import ConfigurationError
from app.evaluation.detectors.copydesk import build_shipped
from app.jobs.observer import NullObserver
from app.observability import traced
from app.observability.logs import configure_logs
from app.platform import systemd
from app.platform.paths import set_private_umask
from app.web.app import create_app
from app.workflow.services import Services

STARTUP_FAILURE = 3
"""uvicorn's own exit code; the reason is in its log."""
TICKS_PER_HEARTBEAT = 50
"""uvicorn ticks ten times a second, so a heartbeat is sent every five seconds."""


class Server(uvicorn.Server):
    """uvicorn's server, which reports to the service manager that it listens and that its loop runs."""

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            systemd.ready(f"listens on {self.config.host}:{self.config.port}")

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_PER_HEARTBEAT == 0:
            systemd.alive()
        return await super().on_tick(counter)


def serve(settings: Settings, host: str | None = None, port: int | None = None) -> None:
    """Serve until stopped. Raises ConfigurationError for an old schema, damaged weights or a port in use."""
    host = settings.web_host if host is None else host
    port = settings.web_port if port is None else port
    set_private_umask()
    configure_logs(level=settings.log_level, log_format=settings.log_format)
    build_shipped()  # damaged weights prevent the start, even if the workers run elsewhere
    prepare_database(settings)
    listening = listen(host, port)
    services, ping = make_services(settings)
    say_welcome(services, host=host, port=listening.getsockname()[1])
    config = uvicorn.Config(
        create_app(services, ping_broker=ping),
        host=host,
        port=listening.getsockname()[1],
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    try:
        server = Server(config)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        if not server.started:
            sys.exit(STARTUP_FAILURE)
    finally:
        services.close()


def listen(host: str, port: int) -> socket.socket:
    """The page's listening socket. Raises ConfigurationError for an address in use or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigurationError(
            f"the desk cannot listen on {host}, port {port} ({error.strerror}): set COPYDESK_WEB_HOST and "
            "COPYDESK_WEB_PORT; port 0 picks any free one"
        ) from error


def make_services(settings: Settings) -> tuple[Services, Callable[[], str]]:
    """Services that send wakeups to the broker, and a function that checks whether the broker is up."""
    from app.tasks.wakeups import celery_wakeups
    from app.workflow.bootstrap import build_services
    from celery_worker.build import make_celery

    observer = traced(NullObserver(), settings, component="desk")
    if not settings.celery_enabled:
        return build_services(settings, observer=observer), lambda: "no broker: jobs are run by commands"
    celery = make_celery(settings)

    def ping() -> str:
        with celery.connection_for_write(connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=0, timeout=3)
            return str(connection.transport.driver_name)

    notify = celery_wakeups(celery, broker_url=settings.broker_url)
    return build_services(settings, notify=notify, observer=observer), ping


def say_welcome(services: Services, *, host: str, port: int, out: Any = None) -> None:
    """Print the desk's URL and, on a loopback address, the one-time link for the first admin.

    Not into the journal, which keeps it and shows it to others: there the command is named that prints one.
    """
    out = sys.stdout if out is None else out
    named = f"[{host}]" if ":" in host else host
    address = services.settings.public_url or f"http://{named}:{port}"
    print(f"copydesk: the desk is at {address}", file=out, flush=True)
    with services.store.read() as tx:
        is_new = tx.accounts.is_empty()
    if not is_new:
        return
    if not is_loopback(host) or services.settings.log_format == "journal":
        print(
            "copydesk: there is no account yet: create one with `copydesk first-admin`",
            file=out,
            flush=True,
        )
        return
    secret = first_admin(services)
    if secret is not None:
        print(
            f"copydesk: set up the first admin (one-time link): {address}/welcome/{secret}",
            file=out,
            flush=True,
        )


def first_admin_link(settings: Settings) -> str | None:
    """The one-time link for the first admin; None if there are accounts. Raises what `serve` raises."""
    prepare_database(settings)
    services, _ = make_services(settings)
    try:
        secret = first_admin(services)
    finally:
        services.close()
    base = settings.public_url or f"http://{settings.web_host}:{settings.web_port}"
    return f"{base}/welcome/{secret}" if secret else None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
