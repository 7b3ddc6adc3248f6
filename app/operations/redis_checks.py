"""Is this Redis fit to hold a queue? Judged from `INFO`, which managed services support too."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.operations.finding import Finding, ok, warning, wrong

OLDEST = (6, 2)
"""The oldest Redis that Celery 5.7 supports."""
MOST_SKEW_SECONDS = 5.0
MEMORY_NEARLY_FULL = 0.8
TIMEOUT_SECONDS = 3.0


def examine_redis(
    url: str, *, name: str = "redis", now: Callable[[], float] = time.time
) -> Iterator[Finding]:
    """Check one Redis server. Raises what redis-py raises if it cannot be reached."""
    with _client(url) as client:
        before = now()
        seconds, micros = client.time()
        skew = seconds + micros / 1e6 - (before + now()) / 2
        info = client.info("everything")
        client.set("copydesk:doctor", "1", ex=5)
    yield from judge(info, skew_seconds=skew, name=name)


def judge(info: Mapping[str, Any], *, skew_seconds: float, name: str = "redis") -> Iterator[Finding]:
    """The findings that follow from this `INFO`."""
    version = str(info.get("valkey_version") or info.get("redis_version", "0"))
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        yield wrong(
            f"{name}-version",
            f"version {version}; Celery needs 6.2 or newer",
            "install Redis 7 or Valkey 8 (Debian: apt install redis-server) and restart it",
        )
    else:
        yield ok(f"{name}-version", version)
    yield from _memory(info, name)
    yield _persistence(info, name)
    yield _clock(skew_seconds, f"{name}-clock")


def _memory(info: Mapping[str, Any], name: str) -> Iterator[Finding]:
    policy = str(info.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        yield wrong(
            f"{name}-eviction",
            f"maxmemory-policy is {policy}: a full Redis silently drops waiting messages",
            "redis-cli CONFIG SET maxmemory-policy noeviction, and the same line in redis.conf",
        )
    else:
        yield ok(f"{name}-eviction", policy)
    most, used = int(info.get("maxmemory", 0)), int(info.get("used_memory", 0))
    if most and used > MEMORY_NEARLY_FULL * most:
        yield warning(
            f"{name}-memory",
            f"{used * 100 // most} % of maxmemory is used; when it is full, every send fails",
            "raise maxmemory, or find out why messages wait: copydesk queues",
        )


def _persistence(info: Mapping[str, Any], name: str) -> Finding:
    check = f"{name}-persistence"
    if not int(info.get("aof_enabled", 0)):
        # Not wrong: messages are only wakeups for rows of the database (docs/adr/0001).
        return ok(
            check, "no append-only file, and none is needed: after a restart the sweep sends the wakeups"
        )
    failed = [key for key in ("aof_last_write_status", "aof_last_bgrewrite_status") if info.get(key) == "err"]
    if failed:
        return wrong(
            check,
            f"{', '.join(failed)} is err: its append-only file cannot be written",
            "free space on Redis's disk and fix the permissions of its folder, then redis-cli BGREWRITEAOF",
        )
    return ok(check, "append-only file")


def _clock(skew_seconds: float, check: str) -> Finding:
    if abs(skew_seconds) > MOST_SKEW_SECONDS:
        return wrong(
            check,
            f"its clock is {skew_seconds:+.0f} s off ours: countdowns and expiries fire at the wrong time",
            "run a time service on both machines (systemd-timesyncd or chrony): timedatectl set-ntp true",
        )
    return ok(check, f"{skew_seconds:+.1f} s from ours")


def _client(url: str) -> Any:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options: dict[str, Any] = {
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    parts = urlsplit(url)
    if parts.scheme == "redis+socket":
        number = dict(parse_qsl(parts.query)).get("virtual_host", "0")
        return redis.Redis(unix_socket_path=parts.path, db=int(number or 0), decode_responses=True, **options)
    return redis.Redis.from_url(url, decode_responses=True, **options)
