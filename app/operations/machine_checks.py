"""Checks of this machine and its settings: disk, permissions, keys, and encryption in transit."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from app.config.settings import Settings
from app.config.settings.providers import secret_values
from app.operations.finding import Finding, ok, warning, wrong
from app.operations.health import LEAST_FREE_BYTES

SHORTEST_SECRET = 32
PLACEHOLDERS = ("change-me", "changeme", "your-key", "your_key", "xxx", "todo", "example", "placeholder", "<")


def examine_disk(
    settings: Settings, *, free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
) -> Iterator[Finding]:
    """The state folder: free space, permissions, and that other users cannot read it."""
    folder = settings.state_dir
    if not folder.exists():
        yield warning(
            "state-folder",
            f"{folder} does not exist yet",
            f"it is created at the first start; or: install -d -m 700 {folder}",
        )
        return
    free = free_bytes(folder)
    if free < LEAST_FREE_BYTES:
        yield wrong(
            "disk",
            f"{free // 1_000_000} MB are free at {folder}",
            "free some space, or move COPYDESK_HOME; copydesk prune removes old submissions",
        )
    else:
        yield ok("disk", f"{free // 1_000_000} MB free at {folder}")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield wrong(
            "state-folder",
            f"{folder} is not writable by user {os.getuid()}",
            f"chown -R copydesk: {folder}, or run as the user that owns it",
        )
    elif mode & 0o007:
        yield warning(
            "state-folder",
            f"{folder} is accessible to every user of this machine ({mode:o})",
            f"chmod 700 {folder}",
        )
    else:
        yield ok("state-folder", str(folder))


def examine_keys(settings: Settings, *, folder: Path) -> Iterator[Finding]:
    """Secrets that protect nothing: placeholders, short ones, world-readable files."""
    bad = 0
    for name, value in secret_values(settings):
        secret = _password_of(value)
        if secret is None:
            continue
        if any(mark in secret.lower() for mark in PLACEHOLDERS) or secret != secret.strip("\"' "):
            bad += 1
            yield wrong(
                "keys",
                f"{name} holds a placeholder",
                f"put the real secret into {name} or {name}_FILE, and restart",
            )
        elif name == "COPYDESK_SECRET_KEY" and len(secret) < SHORTEST_SECRET:
            bad += 1
            yield wrong(
                "keys",
                f"{name} has only {len(secret)} characters: approval links could be forged",
                "generate one with openssl rand -base64 48 and put it into that setting",
            )
    ours = [settings.state_dir / name for name in ("desk.key", "seal.key")]
    for path in (folder / ".env", *ours):
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o004:
            bad += 1
            yield wrong("keys", f"{path} can be read by every user of this machine", f"chmod 600 {path}")
    if not bad:
        yield ok("keys", "no placeholders, and no key that others can read")


def examine_tls(settings: Settings) -> Iterator[Finding]:
    """All traffic that leaves this machine is encrypted, and servers are verified by certificate."""
    unsafe = 0
    for name, url in (
        ("CELERY_BROKER_URL", settings.broker_url),
        ("CELERY_RESULT_BACKEND", settings.result_backend),
    ):
        scheme = urlsplit(url).scheme
        if scheme in {"redis", "amqp", "pyamqp"} and not _is_near(urlsplit(url).hostname):
            unsafe += 1
            safe = "rediss" if scheme == "redis" else "amqps"
            yield warning(
                "tls",
                f"{name} sends passwords and messages over the network unencrypted",
                f"enable TLS on the server and use {safe}:// (the certificate is then verified)",
            )
    database = urlsplit(settings.database_url)
    mode = parse_qs(database.query).get("sslmode", ["prefer"])[0]
    is_far = database.scheme.startswith("postgresql") and not _is_near(database.hostname)
    if is_far and mode not in {"verify-full", "verify-ca"}:
        unsafe += 1
        yield warning(
            "tls",
            f"DATABASE_URL has sslmode={mode}: any server that answers is trusted",
            "append ?sslmode=verify-full&sslrootcert=/path/ca.pem to DATABASE_URL",
        )
    if not _is_near(settings.web_host) and not settings.public_url.startswith("https"):
        unsafe += 1
        yield warning(
            "tls",
            f"the page listens on {settings.web_host} and COPYDESK_PUBLIC_URL is not an https:// address",
            "put a TLS proxy in front and set COPYDESK_PUBLIC_URL=https://..., so that cookies are encrypted",
        )
    if not unsafe:
        yield ok("tls", "nothing leaves this machine unencrypted")


def _password_of(value: str) -> str | None:
    if "://" not in value:
        return value
    try:
        return urlsplit(value).password
    except ValueError:
        return None


def _is_near(host: str | None) -> bool:
    """This machine itself, or a name without a dot, which is one on a private container network."""
    if not host or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host
