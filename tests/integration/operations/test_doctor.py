"""Each planted mistake is found and its remedy named; a sound installation passes."""

import json
import os
import socketserver
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.embedded.redis import find_server
from app.operations.doctor import examine
from app.operations.finding import State, exit_code
from app.operations.machine_checks import examine_disk, examine_tls
from app.operations.pipeline_checks import judge_clock
from app.operations.redis_checks import examine_redis, judge
from app.platform.clock import SystemClock
from app.workflow.bootstrap import build_services
from tests.support.processes import BIN, environ
from tests.support.services import wait_until

SOUND = {"redis_version": "7.0.15", "aof_enabled": 1, "maxmemory_policy": "noeviction"}


@contextmanager
def redis_with(tmp_path, *options):
    """A real Redis of the test's own, configured as an operator did it."""
    socket = tmp_path / "r.sock"
    command = [
        find_server(),
        "--port",
        "0",
        "--unixsocket",
        socket,
        "--dir",
        tmp_path,
        "--save",
        "",
        *options,
    ]
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL) as process:
        try:
            client = redis.Redis(unix_socket_path=str(socket))
            wait_until(lambda: socket.exists() and client.ping(), seconds=10, what="redis answers")
            client.close()
            yield f"redis+socket://{socket}"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def settings(tmp_path):
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    found = Settings(state_dir=state)
    upgrade(found.database_url)
    services = build_services(found)
    with services.store.transaction() as tx:
        tx.maintenance.is_due("sweep", every=timedelta(0))
    services.close()
    return found


def test_idle_workers_are_counted_although_no_process_of_theirs_has_run_a_job(settings, tmp_path):
    found = list(examine(settings, folder=tmp_path, count_workers=lambda _settings: 4))

    [workers] = [one for one in found if one.check == "workers"]
    assert workers.detail == "4 workers answering, 0 processes have run jobs, 0 jobs due"


def the_one(findings, check):
    """The check's finding that is not ok; it must have a remedy."""
    [finding] = [one for one in findings if one.check == check and one.state is not State.OK]
    assert finding.remedy
    return finding


def run_doctor(tmp_path, **more):
    state = tmp_path / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    ended = subprocess.run(
        [str(BIN / "copydesk"), "doctor", "--json"],
        env=environ(state, **more),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    report = json.loads(ended.stdout)
    return ended.returncode, {one["check"]: one for one in report["findings"] if one["state"] == "wrong"}


def test_a_sound_installation_has_nothing_wrong(settings, tmp_path):
    with redis_with(tmp_path, "--appendonly", "yes") as url:
        found = list(examine(Settings(state_dir=settings.state_dir, broker_url=url), folder=tmp_path))

    assert [one for one in found if one.state is not State.OK] == []
    assert exit_code(found) == 0


def test_an_evicting_redis_is_found(tmp_path):
    with redis_with(tmp_path, "--appendonly", "yes", "--maxmemory-policy", "allkeys-lru") as url:
        finding = the_one(examine_redis(url), "redis-eviction")

    assert finding.state is State.WRONG
    assert "CONFIG SET maxmemory-policy noeviction" in finding.remedy


def test_a_redis_without_a_file_is_found(tmp_path):
    with redis_with(tmp_path) as url:
        finding = the_one(examine_redis(url), "redis-persistence")

    assert "appendonly yes" in finding.remedy


def test_a_redis_that_is_nearly_full_is_found(tmp_path):
    with redis_with(tmp_path, "--appendonly", "yes", "--maxmemory", "1mb") as url:
        assert "maxmemory" in the_one(examine_redis(url), "redis-memory").detail


class OldRedis(socketserver.StreamRequestHandler):
    """Speaks as much of the protocol as an examination asks for."""

    def handle(self):
        while count := self.rfile.readline().strip()[1:]:
            words = []
            for _ in range(int(count)):
                self.rfile.readline()
                words.append(self.rfile.readline().strip().upper())
            info = b"redis_version:5.0.3\r\naof_enabled:1\r\nmaxmemory_policy:noeviction\r\n"
            answer = {
                b"TIME": b"*2\r\n$1\r\n0\r\n$1\r\n0\r\n",
                b"INFO": b"$%d\r\n%s\r\n" % (len(info), info),
                b"HELLO": b"-ERR unknown command\r\n",
            }.get(words[0], b"+OK\r\n")
            self.wfile.write(answer)


def test_an_old_redis_and_its_wrong_clock_are_found():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OldRedis) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = list(examine_redis(f"redis://127.0.0.1:{server.server_address[1]}/0?protocol=2"))
        server.shutdown()

    assert "6.2" in the_one(found, "redis-version").detail
    assert "timedatectl" in the_one(found, "redis-clock").remedy


def test_a_file_that_redis_cannot_write_is_found():
    found = judge({**SOUND, "aof_last_write_status": "err"}, skew_seconds=0)

    assert "free space" in the_one(found, "redis-persistence").remedy


def test_a_broken_time_line_is_found_before_anything_else(tmp_path):
    code, wrong = run_doctor(tmp_path, CELERY_VISIBILITY_TIMEOUT="200")

    assert code == 1
    assert "CELERY_VISIBILITY_TIMEOUT" in wrong["settings"]["detail"]


def test_a_misspelt_setting_is_found(tmp_path):
    code, wrong = run_doctor(tmp_path, COPYDESK_LEESE="400")

    assert code == 1
    assert "COPYDESK_LEASE" in wrong["settings"]["detail"]


def test_retries_that_outlast_the_visibility_timeout_are_found(tmp_path):
    code, wrong = run_doctor(tmp_path, CELERY_VISIBILITY_TIMEOUT="600")

    assert code == 1
    assert "retry delay" in wrong["settings"]["detail"]


def test_a_redis_and_a_database_that_cannot_be_reached_are_found(tmp_path):
    code, wrong = run_doctor(
        tmp_path,
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
        DATABASE_URL="postgresql://somebody@127.0.0.1:1/none",
    )

    assert code == 1
    assert "redis-cli ping" in wrong["redis"]["remedy"]
    assert "pg_isready" in wrong["database"]["remedy"]


def test_an_old_schema_is_found(settings, tmp_path):
    import sqlite3

    with sqlite3.connect(settings.state_dir / "copydesk.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    database.close()

    finding = the_one(examine(settings, folder=tmp_path), "migrations")

    assert "copydesk db upgrade" in finding.remedy


def test_a_full_disk_is_found(settings):
    assert the_one(examine_disk(settings, free_bytes=lambda _: 1_000_000), "disk").state is State.WRONG


def test_a_state_folder_open_to_everybody_is_found(settings):
    settings.state_dir.chmod(0o755)

    assert f"chmod 700 {settings.state_dir}" in the_one(examine_disk(settings), "state-folder").remedy


def test_a_placeholder_a_short_secret_and_a_readable_key_file_are_found(settings, tmp_path):
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-something\n")
    (tmp_path / ".env").chmod(0o644)
    keys = {"OPENAI_API_KEY": "your-key-here"}
    broken = Settings(state_dir=settings.state_dir, secret_key="short", provider_settings=keys)

    found = [one for one in examine(broken, folder=tmp_path) if one.check == "keys"]

    assert [one.state for one in found] == [State.WRONG] * 3
    assert {"OPENAI_API_KEY", "COPYDESK_SECRET_KEY"} <= {one.detail.split()[0] for one in found}
    assert "sk-something" not in "".join(one.detail + one.remedy for one in found)


def test_what_travels_in_the_clear_is_found(tmp_path):
    broken = Settings(
        state_dir=tmp_path,
        broker_url="redis://:pw@redis.example.net:6379/0",
        database_url="postgresql+psycopg://u:pw@db.example.net/copydesk",
        web_host="192.0.2.7",
    )

    details = [one.detail for one in examine_tls(broken) if one.state is State.WARNING]

    assert len(details) == 4
    assert "pw" not in "".join(details)


def test_a_sweep_that_nobody_asks_for_is_found(settings, tmp_path):
    class Later(SystemClock):
        def now(self):
            return super().now() + timedelta(minutes=10)

    found = examine(settings, folder=tmp_path, make=lambda settings: build_services(settings, clock=Later()))

    assert "beat" in the_one(found, "sweep").remedy


def test_a_database_with_another_time_is_found():
    assert "timedatectl" in judge_clock(timedelta(seconds=90)).remedy


def test_dead_letters_and_paused_queues_are_told(settings, tmp_path):
    services = build_services(settings)
    with services.store.transaction() as tx:
        tx.maintenance.pause("rewrite", by="night", reason="provider is down")
        tx.dead_letters.add(task_name="rewrite.x", arguments={}, error="E", traceback="", attempts=1)
    services.close()

    found = list(examine(settings, folder=tmp_path))

    assert "copydesk resume rewrite" in the_one(found, "paused").remedy
    assert "dead-letters list" in the_one(found, "dead-letters").remedy


def test_a_client_made_at_import_is_found(tmp_path):
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / "sitecustomize.py").write_text("import httpx\nLEFT = httpx.Client()\n")
    path = os.pathsep.join((str(planted), *(entry for entry in sys.path if entry)))
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    upgrade(Settings(state_dir=state).database_url)

    _, wrong = run_doctor(tmp_path, PYTHONPATH=path)

    assert "httpx.Client" in wrong["fork-guard"]["detail"]
    assert "import" in wrong["fork-guard"]["remedy"]
