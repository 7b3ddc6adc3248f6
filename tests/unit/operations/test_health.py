"""Each question is asked whatever the others answered, and what is broken is said."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.errors import BrokerUnavailable
from app.domain.policy import Policy
from app.operations import health
from app.workflow.bootstrap import build_services


class Tools:
    """Stands for the detectors: loading them is not what is tested here."""

    def detectors_for(self, policy: Policy):
        return {"copydesk": SimpleNamespace(info=SimpleNamespace(version="1.2"))}


@pytest.fixture
def services(tmp_path):
    made = build_services(
        Settings(state_dir=tmp_path), change_tools=lambda made: replace(made, evaluation=Tools)
    )
    yield made
    made.close()


def answers(services, ping=lambda: "redis"):
    answer = health.report(services, ping_broker=ping)
    assert json.loads(json.dumps(answer)) == answer, "it travels as JSON"
    return answer["ok"], {check["name"]: check for check in answer["checks"]}


def test_a_worker_that_can_do_everything_says_so_with_latencies(services):
    upgrade(services.settings.database_url)

    ok, checks = answers(services)

    assert ok
    assert set(checks) == {"broker", "database", "migrations", "detector", "disk"}
    assert checks["detector"]["detail"] == "copydesk 1.2"
    assert checks["database"]["detail"] == "sqlite"
    assert all(check["latency_ms"] >= 0 for check in checks.values())


def test_a_database_without_its_migrations_says_what_to_run(services):
    ok, checks = answers(services)

    assert not ok
    assert not checks["migrations"]["is_ok"]
    assert "copydesk db upgrade" in checks["migrations"]["detail"]
    assert checks["database"]["is_ok"]


def test_a_broker_that_is_away_does_not_hide_the_other_answers(services):
    upgrade(services.settings.database_url)

    def ping() -> str:
        raise BrokerUnavailable("redis is away")

    ok, checks = answers(services, ping)

    assert not ok
    assert checks["broker"]["detail"] == "redis is away"
    assert [name for name, check in checks.items() if not check["is_ok"]] == ["broker"]


def test_a_full_disk_is_said_before_it_breaks_anything(services, monkeypatch):
    upgrade(services.settings.database_url)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))

    _, checks = answers(services)

    assert "only 1 MB are free" in checks["disk"]["detail"]
