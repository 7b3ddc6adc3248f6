"""The systemd units: checked by systemd's own tools, and their very commands run with what they forbid."""

import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.config.settings import load_settings
from celery_worker.build import celery_client
from celery_worker.canary import ask_queues
from celery_worker.queues import QUEUES
from tests.support.processes import BIN, REPOSITORY, started
from tests.support.services import missing
from tests.support.supervisor import unit_setting

UNITS = REPOSITORY / "deploy" / "systemd"
SERVICES = (
    "copydesk-worker@.service",
    "copydesk-beat.service",
    "copydesk-desk.service",
    "copydesk-migrate.service",
)
HARD_LIMIT = 300
PR_SET_MDWE = 65
"""Linux 6.3: what MemoryDenyWriteExecute= asks of the kernel."""


@pytest.fixture
def units(tmp_path):
    """The units as they would be installed, with the programs where they are on this machine."""
    if shutil.which("systemd-analyze") is None:
        raise missing("systemd", "systemd-analyze is not installed")
    for file in UNITS.iterdir():
        if file.suffix in {".service", ".target"}:
            text = file.read_text().replace("/opt/copydesk/.venv/bin", str(BIN))
            (tmp_path / file.name).write_text(text)
        if file.suffix == ".d":
            shutil.copytree(file, tmp_path / file.name)
    return tmp_path


def analyze(*command: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", *command], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def test_systemd_finds_nothing_wrong_with_any_unit(units):
    instances = [f"./copydesk-worker@{queue}.service" for queue in QUEUES]

    done = analyze(
        "verify",
        "./copydesk.target",
        "./copydesk-beat.service",
        "./copydesk-desk.service",
        *instances,
        cwd=units,
    )

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES)
def test_a_unit_is_exposed_by_two_points_at_most(units, service):
    done = analyze("security", "--offline=true", "--threshold=20", f"./{service}", cwd=units)

    assert done.returncode == 0, done.stdout[-300:]
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1]) <= 2.0


def test_the_target_wants_a_worker_for_every_queue_and_the_clock():
    wanted = set(
        " ".join(re.findall(r"^Wants=(.*)$", (UNITS / "copydesk.target").read_text(), re.MULTILINE)).split()
    )

    assert wanted == {f"copydesk-worker@{queue}.service" for queue in QUEUES} | {
        "copydesk-beat.service",
        "copydesk-desk.service",
    }


def test_the_migration_waits_for_its_database_and_ends_no_service_for_good():
    migration = SERVICES[3]
    assert unit_setting(migration, "ExecStart").endswith("copydesk db upgrade --wait")
    assert unit_setting(migration, "TimeoutStartSec") == "infinity"
    assert unit_setting(migration, "RemainAfterExit") == "yes", "else each restart of a worker runs it again"
    for service in SERVICES[:3]:
        assert migration in unit_setting(service, "Wants")
        assert migration in unit_setting(service, "After")
        assert unit_setting(service, "Requires") == ""


def test_a_stop_waits_longer_than_a_task_may_run_and_asks_the_main_process_alone():
    assert int(unit_setting(SERVICES[0], "TimeoutStopSec")) > HARD_LIMIT
    assert unit_setting(SERVICES[0], "KillMode") == "mixed"


@pytest.mark.parametrize("service", SERVICES[:3])
def test_systemd_restarts_a_service_that_falls_silent(service):
    assert unit_setting(service, "Type") == "notify"
    assert int(unit_setting(service, "WatchdogSec")) >= 60, "one broker call may take ten seconds"
    assert unit_setting(service, "Restart") == "always"


@pytest.mark.parametrize("queue", QUEUES)
def test_each_queue_has_limits_of_its_own(queue):
    limits = (UNITS / f"copydesk-worker@{queue}.service.d" / "limits.conf").read_text()

    assert re.search(r"^MemoryMax=\d+G$", limits, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("queue", ["evaluation"])
def test_the_units_own_command_serves_its_queue_without_executable_memory(tmp_path, redis_url, queue):
    from app.db.migrate import upgrade

    if not sys.platform.startswith("linux") or _without_executable_memory(["true"]) != 0:
        raise missing("systemd", "this kernel cannot deny executable memory")
    state = tmp_path / "state"
    settings = load_settings({"COPYDESK_HOME": str(state), "CELERY_BROKER_URL": redis_url})
    state.mkdir()
    upgrade(settings.database_url)
    command = unit_setting(SERVICES[0], "ExecStart").replace("%i", queue).replace("%%", "%")
    command = command.replace("/opt/copydesk/.venv/bin", str(BIN))
    given = dict(pair.split("=", 1) for pair in unit_setting(SERVICES[0], "Environment").split())
    for name, value in given.items():
        command = command.replace(f"${{{name}}}", value)
    wrapped = [sys.executable, "-c", _WRAPPER, *shlex.split(command)]

    with started(wrapped, state, CELERY_BROKER_URL=redis_url, LOG_FORMAT=given["LOG_FORMAT"]) as worker:
        with celery_client(settings) as app:
            [answer] = ask_queues(app, queues=[queue], deadline_seconds=60)
        assert answer.is_ok, f"{answer}\n{worker.said()}"
        assert answer.worker.startswith(f"{queue}@")
        assert worker.end(signal.SIGTERM) == 0


_WRAPPER = f"""
import ctypes, os, sys
if ctypes.CDLL(None).prctl({PR_SET_MDWE}, 1, 0, 0, 0) != 0:
    sys.exit(77)
os.execv(sys.argv[1], sys.argv[1:]) if os.sep in sys.argv[1] else os.execvp(sys.argv[1], sys.argv[1:])
"""


def _without_executable_memory(command: list[str]) -> int:
    return subprocess.run([sys.executable, "-c", _WRAPPER, *command], timeout=30, check=False).returncode
