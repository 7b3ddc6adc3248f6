"""The operators' commands, as they are typed, over a pipeline of the test's own."""

import json
import logging

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.cli.queues import age
from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.db.read_models.stats import Figures
from app.domain.errors import AlreadyDecided, ConfigurationError, LeaseLost, NotFound
from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import EVALUATE
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.operations.revoke import give_up_waiting, revoke
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from celery_worker.log_level import log_level_follower
from tests.support.processes import BIN, started


@pytest.fixture
def services(tmp_path, monkeypatch):
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    monkeypatch.setenv("COPYDESK_HOME", str(state))
    settings = load_settings()
    upgrade(settings.database_url)
    made = build_services(settings)
    yield made
    made.close()


def submit(services, number, priority=Priority.NORMAL):
    text = f"# Article {number}\n\nThe council met on Monday and decided on {number} things.".encode()
    made = Application(services).submit(
        text, path=f"{number}.md", policy=Policy(), run_id="run", priority=priority
    )
    return made.submission_id


def work_of(services, submission_id):
    with services.store.read() as tx:
        return tx.jobs.unfinished(submission_id)[0].id


def copydesk(*arguments, code=0, stdin=None):
    ended = CliRunner().invoke(app, [*arguments], input=stdin, catch_exceptions=False)
    assert ended.exit_code == code, ended.output
    return ended.output


def claim(services):
    from datetime import timedelta

    with services.store.transaction() as tx:
        minute = timedelta(minutes=1)
        return tx.jobs.claim_next(
            "evaluation", FairScheduler(), holder="a:1:2:c", lease=minute, overdue_after=minute
        )


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s"), (119.9, "119 s"), (120, "2 min"), (7300, "2 h 1 min"), (200_000, "2 days"), (-5, "0 s")],
)
def test_an_age_is_told_in_its_largest_unit(seconds, expected):
    assert age(seconds) == expected


def test_queues_tell_length_and_age_by_priority(services):
    for number in range(3):
        submit(services, number)
    submit(services, 9, Priority.URGENT)
    claim(services)

    output = json.loads(copydesk("queues", "--json"))
    text = copydesk("queues")

    by_priority = {one["priority"]: one for one in output["queues"]}
    assert by_priority["normal"]["waiting"] == 3
    assert by_priority["urgent"]["running"] == 1
    assert by_priority["normal"]["oldest_at"]
    assert "oldest waits" in text
    assert "evaluation" in text


def test_a_paused_queue_is_told_and_goes_on(services):
    assert "paused" in copydesk("pause", "rewrite", "--reason", "provider down", "--as", "night")
    assert "rewrite is paused by night: provider down" in copydesk("queues")

    copydesk("resume", "rewrite")

    assert "paused" not in copydesk("queues")


def test_a_pause_waits_for_running_jobs_and_says_how_many_did_not_finish(services):
    submit(services, 1)
    assert "no job of evaluation is running any more" in copydesk("pause", "evaluation", "--wait", "5")
    copydesk("resume", "evaluation")
    claim(services)

    output = copydesk("pause", "evaluation", "--wait", "0.1", code=1)

    assert "after 0.1 s, 1 job of evaluation still running" in output


def test_a_queue_that_does_not_exist_is_refused_in_a_sentence(services):
    with pytest.raises(NotFound, match="evaluation"):
        copydesk("pause", "rewrites")
    with pytest.raises(NotFound, match="evaluation"):
        copydesk("purge", "rewrites", "--yes")


def test_tasks_tell_what_runs_what_waits_and_what_is_postponed(services):
    first, second = submit(services, 1), submit(services, 2)
    held = claim(services)

    [running] = json.loads(copydesk("tasks", "active", "--json"))["tasks"]
    [waiting] = json.loads(copydesk("tasks", "reserved", "--json"))["tasks"]

    assert (running["id"], running["submission_id"]) == (held.job_id, first)
    assert waiting["submission_id"] == second
    assert "No job is postponed" in copydesk("tasks", "scheduled")
    assert EVALUATE in copydesk("task", "show", held.job_id)


def test_revoked_work_becomes_a_dead_letter_and_a_person_is_asked(services):
    submission = submit(services, 1)
    work = work_of(services, submission)

    assert "dead letter" in copydesk("task", "revoke", work, "--reason", "withdrawn", "--as", "night")

    with services.store.read() as tx:
        assert tx.submissions.get(submission).status == "escalated"
        [dead_letter] = tx.dead_letters.open(10)
    assert "revoked by night: withdrawn" in dead_letter.error
    with pytest.raises(AlreadyDecided):
        revoke(services, work, by="night")


def test_the_result_of_revoked_work_that_runs_is_refused(services):
    submission = submit(services, 1)
    held = claim(services)

    assert revoke(services, held.job_id, by="night") == "running"

    with pytest.raises(LeaseLost), services.store.transaction() as tx:
        tx.jobs.finish(held)
    with services.store.read() as tx:
        assert tx.submissions.get(submission).status == "escalated"


def test_purge_asks_says_how_many_and_keeps_the_submissions(services):
    submissions = [submit(services, number) for number in range(3)]

    output = copydesk("purge", "evaluation", "--give-up", code=1, stdin="n\n")
    assert "Give up 3 jobs" in output
    assert json.loads(copydesk("queues", "--json"))["queues"][0]["waiting"] == 3

    copydesk("purge", "evaluation", "--give-up", "--yes")

    with services.store.read() as tx:
        assert {tx.submissions.get(one).status for one in submissions} == {"escalated"}
        assert [one.dead for one in Figures(tx.session).queues() if one.queue == "evaluation"] == [3]
    assert give_up_waiting(services, "evaluation", by="x", reason="") == 0


def test_purge_without_giving_up_leaves_the_work_due(services):
    submit(services, 1)

    assert "1 job still due" in copydesk("purge", "evaluation", "--yes")


def test_events_tell_the_newest_and_those_of_one_submission(services):
    first, second = submit(services, 1), submit(services, 2)

    everything = copydesk("events", "--once")
    alone = [
        json.loads(line)
        for line in copydesk("events", "--once", "--json", "--submission", first).splitlines()
    ]

    assert first in everything
    assert second in everything
    assert {event["submission_id"] for event in alone} == {first}


def test_processes_follow_the_level_that_was_set_with_their_heartbeat(services):
    root = logging.getLogger()
    before = root.level
    on_heartbeat = log_level_follower()
    try:
        copydesk("logs", "level", "debug")
        on_heartbeat(services.store)
        assert root.level == logging.DEBUG
        assert "debug" in copydesk("logs", "level")

        copydesk("logs", "level", "own")
        on_heartbeat(services.store)
        assert root.level == before
    finally:
        root.setLevel(before)
    assert "LEVEL" in copydesk("logs", "level", "loud", code=2)


def test_no_worker_is_said_with_what_starts_one(services):
    assert "copydesk up" in copydesk("workers", code=1)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_workers_that_run_are_listed_with_their_queues_and_purge_empties_the_broker(tmp_path, monkeypatch):
    state = tmp_path / "state"
    with started([str(BIN / "copydesk"), "up", "--queue", "escalation"], state) as up:
        up.wait_for(" ready.")
        monkeypatch.setenv("COPYDESK_HOME", str(state))

        [worker] = json.loads(copydesk("workers", "--json"))["workers"]
        services = build_services(up.settings)
        submit(services, 1)
        services.close()
        output = copydesk("purge", "evaluation", "--yes")

    assert worker["queues"] == ["escalation"]
    assert worker["processes"] == 1
    assert "messages removed from the broker" in output


def test_a_broker_that_is_away_is_named_by_who_asked_it(services, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")

    asked = CliRunner().invoke(app, ["workers"])

    assert asked.exit_code == 1
    assert "the broker at redis://127.0.0.1:1/0 cannot be reached" in asked.stderr
    assert "CELERY_BROKER_URL" in asked.stderr


def test_a_text_submitted_while_the_broker_is_away_is_stored_and_the_broker_is_named(
    services, monkeypatch, tmp_path
):
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://:secret@127.0.0.1:1/0")
    (tmp_path / "barrel.md").write_text("# A barrel\n\nA barrel of 200 litres is enough.\n")

    done = CliRunner().invoke(app, ["submit", str(tmp_path / "barrel.md")])

    assert done.exit_code == 0
    assert "Stored, but the broker at redis://:**@127.0.0.1:1/0 cannot be reached" in done.stderr
    with services.store.read() as tx:
        assert [row.path for row in tx.submissions.newest(10)] == ["barrel.md"]


@pytest.mark.parametrize(
    ("away", "named"), [("CELERY_BROKER_URL", "the broker at"), ("CELERY_RESULT_BACKEND", "the results at")]
)
def test_the_health_of_a_pipeline_names_the_server_that_is_away(
    services, redis_url, monkeypatch, away, named
):
    monkeypatch.setenv("CELERY_BROKER_URL", redis_url)
    monkeypatch.setenv(away, "redis://127.0.0.1:1/0")

    asked = CliRunner().invoke(app, ["health"])

    assert asked.exit_code == 1
    assert f"{named} redis://127.0.0.1:1/0 cannot be reached" in " ".join(asked.output.split())
    assert away in asked.output


def test_a_file_that_is_no_database_is_a_wrong_setting(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("no database at all, whatever its name says")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'notes.txt'}")

    asked = CliRunner().invoke(app, ["status"])

    assert isinstance(asked.exception, ConfigurationError)
    assert "DATABASE_URL" in str(asked.exception)
