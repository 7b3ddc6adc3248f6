"""The units under a systemd that was really booted, from the installation to the second removal.

One story in the order of its tests, because a boot and a start of all services take half a minute.
"""

import re
import statistics
import time
from pathlib import Path

import pytest

from celery_worker.queues import QUEUES
from tests.support.booted import booted
from tests.support.processes import REPOSITORY
from tests.support.services import missing, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

HOW_TO = REPOSITORY / "docs" / "howto" / "deploy-systemd.md"
INSTALL = "/srv/copydesk/deploy/systemd/install"
WORKERS = [f"copydesk-worker@{queue}" for queue in QUEUES]
SERVICES = [*WORKERS, "copydesk-beat", "copydesk-desk"]
SETTINGS = """\
CELERY_BROKER_URL=redis://127.0.0.1:6379/0
DATABASE_URL=postgresql+psycopg://postgres@127.0.0.1/postgres
"""


@pytest.fixture(scope="module")
def machine():
    with booted() as one:
        one.ok("systemd-run", "-q", "--unit=broker", "redis-server", "--port", "6379", "--dir", "/run")
        yield one


def start_database(machine):
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise missing("systemd", "no PostgreSQL server is installed")
    make = (
        f"test -e /run/pg || {{ install -d -o postgres /run/pg && "
        f"runuser -u postgres -- {programs[-1]}/initdb -D /run/pg/data -A trust -E UTF8; }}"
    )
    machine.ok("sh", "-c", make)
    server = [f"{programs[-1]}/postgres", "-D", "/run/pg/data", "-k", "/run/pg"]
    machine.ok(
        "systemd-run", "-q", "--unit=database", "-p", "User=postgres", "-p", "KillSignal=SIGINT", *server
    )


def all_active(machine, seconds=90):
    wait_until(
        lambda: machine.are_active(*SERVICES),
        seconds=seconds,
        what=f"all services are active\n{machine.journal('-n', '60')}",
    )


def test_it_comes_off_a_machine_that_never_had_it(machine):
    program = machine.ok("mktemp", "-d").strip()
    machine.ok("mv", "/opt/copydesk", program)

    for options in ((), ("--purge",)):
        done = machine.run(INSTALL, "--uninstall", *options)
        assert (done.returncode, done.stderr) == (0, "")

    machine.ok("mv", f"{program}/copydesk", "/opt/copydesk")


def test_all_services_start_by_themselves_once_a_late_database_is_there(machine):
    machine.ok(INSTALL, "--without-program")
    machine.write("/etc/copydesk/copydesk.env", SETTINGS)
    machine.ok("systemctl", "start", "--no-block", "copydesk.target")
    wait_until(
        lambda: "waiting: the database cannot be used now" in machine.journal("-u", "copydesk-migrate"),
        seconds=30,
        what="it says that it waits",
    )
    assert machine.state("copydesk-migrate") == "activating"

    start_database(machine)

    all_active(machine)
    assert machine.state("copydesk-migrate") == "active"
    assert [machine.property(unit, "NRestarts") for unit in SERVICES] == ["0"] * len(SERVICES)


def test_the_command_uses_the_services_account_and_settings(machine):
    assert "all is well" in machine.ok("copydesk", "health", "--deadline", "30")
    doctor = machine.run("copydesk", "doctor").stdout
    assert "postgresql" in doctor
    assert "/root" not in doctor
    machine.ok(
        "sh",
        "-c",
        "mkdir -m 755 /srv/desk && printf '# Price\n\nBread costs 5 euros.\n' > '/srv/desk/$HOME.md'",
    )
    checked = machine.run("sh", "-c", "cd /srv/desk && copydesk check '$HOME.md'")
    assert "$HOME.md" in checked.stdout, "files are named from here, and no word is expanded"
    refused = machine.run("runuser", "-u", "nobody", "--", "copydesk", "doctor")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "sudo copydesk doctor" in refused.stderr


def test_no_one_time_link_is_in_the_journal(machine):
    assert "/welcome/" not in machine.journal()


def test_a_service_that_is_killed_or_hangs_comes_back_and_runs_no_migration(machine):
    began = machine.property("copydesk-migrate", "ActiveEnterTimestampMonotonic")

    machine.ok(
        "systemctl", "kill", "--kill-whom=main", "--signal=KILL", "copydesk-worker@rewrite", "copydesk-desk"
    )
    wait_until(
        lambda: machine.property("copydesk-worker@rewrite", "NRestarts") == "1", seconds=30, what="restarted"
    )

    all_active(machine)
    assert machine.property("copydesk-migrate", "ActiveEnterTimestampMonotonic") == began


def test_a_worker_restarted_while_the_database_is_away_waits_for_it(machine):
    machine.ok("systemctl", "stop", "database")
    machine.ok("systemctl", "restart", "--no-block", "copydesk-worker@escalation", "copydesk-beat")
    wait_until(
        lambda: "waiting for the database" in machine.property("copydesk-worker@escalation", "StatusText"),
        seconds=30,
        what="it says that it waits",
    )
    assert machine.property("copydesk-worker@escalation", "NRestarts") == "0"

    start_database(machine)

    all_active(machine)
    assert "all is well" in machine.ok("copydesk", "health", "--deadline", "30")


def test_a_reload_keeps_the_process_and_restarts_one_by_one_keep_the_queues_served(machine):
    before = machine.property("copydesk-worker@evaluation", "MainPID")
    machine.ok("systemctl", "reload", "copydesk-worker@evaluation")
    for unit in WORKERS[1:]:
        machine.ok("systemctl", "restart", unit)
    all_active(machine)

    assert machine.property("copydesk-worker@evaluation", "MainPID") == before
    assert "all is well" in machine.ok("copydesk", "health", "--deadline", "30")


def test_a_wrong_setting_that_is_mended_later_needs_no_hand(machine):
    machine.write("/etc/copydesk/copydesk.env", SETTINGS + "COPYDESK_LEESE=5\n")
    machine.run("systemctl", "restart", "copydesk.target", "copydesk-migrate")
    wait_until(
        lambda: "did you mean COPYDESK_LEASE" in machine.journal("-u", "copydesk-worker@celery"),
        seconds=60,
        what="the sentence about the setting",
    )

    machine.write("/etc/copydesk/copydesk.env", SETTINGS)

    all_active(machine)
    assert machine.state("copydesk-migrate") == "active"


def test_a_unit_of_ones_own_works_as_the_how_to_writes_it_and_without_any_folder(machine):
    [unit] = re.findall(r"```ini\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    unit = unit.replace("/usr/local/bin/", "/opt/copydesk/.venv/bin/")
    homeless = re.sub(r"(?m)^(StateDirectory|Environment|WorkingDirectory)=.*\n", "", unit)

    for name, text in (("own", unit), ("homeless", homeless)):
        machine.write(f"/etc/systemd/system/{name}.service", text)
        machine.ok("systemctl", "daemon-reload")
        machine.ok("systemctl", "start", name)
        machine.ok("systemctl", "stop", name)
        said = machine.journal("-u", name)
        assert "Traceback" not in said
        assert ("worker.no_liveness_file" in said) is (name == "homeless")


def test_a_secrets_file_that_only_root_reads_is_named_by_the_service_itself(machine):
    machine.ok("sh", "-c", "umask 077 && echo sk-secret > /etc/copydesk/openai.key")
    machine.write("/etc/copydesk/copydesk.env", SETTINGS + "OPENAI_API_KEY_FILE=/etc/copydesk/openai.key\n")
    machine.run("systemctl", "restart", "--no-block", "copydesk-worker@rewrite")
    wait_until(
        lambda: "chgrp copydesk /etc/copydesk/openai.key" in machine.journal("-u", "copydesk-worker@rewrite"),
        seconds=30,
        what="the sentence about the file",
    )

    machine.ok("sh", "-c", "chgrp copydesk /etc/copydesk/openai.key && chmod 640 /etc/copydesk/openai.key")

    all_active(machine)
    machine.write("/etc/copydesk/copydesk.env", SETTINGS)


def test_idle_services_stop_within_five_seconds_each(machine):
    took = {}
    for unit in SERVICES:
        began = time.monotonic()
        machine.ok("systemctl", "stop", unit)
        took[unit] = time.monotonic() - began

    assert statistics.median(took.values()) < 5, took
    assert max(took.values()) < 15, took
    assert "Traceback" not in machine.journal("-u", "copydesk-worker@*", "-p", "info")


def test_it_comes_off_and_comes_off_again(machine):
    machine.ok("systemctl", "start", "copydesk.target")
    all_active(machine)

    first = machine.run(INSTALL, "--uninstall")
    assert first.returncode == 0, first.stderr
    assert "stays: /etc/copydesk" in first.stdout
    assert machine.run("systemctl", "list-units", "--plain", "--no-legend", "copydesk*").stdout == ""

    for _ in range(2):
        purged = machine.run(INSTALL, "--uninstall", "--purge")
        assert (purged.returncode, purged.stderr) == (0, "")
    assert "stays: /etc/copydesk" not in purged.stdout
    assert machine.run("ls", "/var/lib/copydesk").returncode != 0
