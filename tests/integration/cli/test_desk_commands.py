"""The commands that read and decide, over a real database in a folder of the test's own."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.domain.policy import Policy, RewritePolicy
from app.domain.scores import Label
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.evaluate import EvaluationTools
from app.testing import StaticDetector
from app.transitions.take_step import dead_letter_job
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.inline import drain
from tests.support.jobs import claim_job

GOOD = Policy(min_aeo=0, rewrite=RewritePolicy(enabled=False))
TEXT = b"# A barrel\n\nA barrel of 200 litres is enough for a shed. \x1b[31mRed.\n"


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ENABLE_CELERY", "false")
    (tmp_path / "state").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def services():
    settings = load_settings()
    upgrade(settings.database_url)
    tools = EvaluationTools(
        build_detectors=lambda _: {"copydesk": StaticDetector(Label.AI, name="copydesk")},
        build_rubric=lambda policy: load_rubric().without(policy.disabled_checks),
    )
    made = build_services(settings, change_tools=lambda made: replace(made, evaluation=lambda: tools))
    yield made
    made.close()


@pytest.fixture
def submission(services):
    """One article that a detector calls machine-written, so that it waits for a person."""
    desk = Application(services)
    submitted = desk.submit(TEXT, path="barrel.md", policy=GOOD, run_id="run1")
    drain(services)
    return submitted.submission_id


def copydesk(*arguments, **options):
    return CliRunner().invoke(app, [str(each) for each in arguments], **options)


def the_case():
    return json.loads(copydesk("review", "list", "--json").stdout)["escalations"][0]["id"]


def test_status_tells_state_and_reason_of_the_newest(submission):
    result = copydesk("status")

    assert result.exit_code == 0
    assert submission in result.stdout
    assert "escalated" in result.stdout
    assert "reads as machine-written" in result.stdout


def test_status_of_an_unknown_run_says_so_on_stderr(services):
    result = copydesk("status", "--run", "nope")

    assert not result.stdout
    assert "No submissions match" in result.stderr


def test_show_tells_scores_reasons_and_how_to_decide_without_control_characters(submission):
    result = copydesk("show", submission, "--events")

    assert "A barrel" in result.stdout
    assert "evidence, not proof" in result.stdout
    assert "copydesk review approve" in result.stdout
    assert "\x1b" not in result.stdout


def test_the_text_of_a_revision_is_printed_safely_and_written_faithfully(submission, tmp_path):
    shown = copydesk("show", submission, "--text", "0")
    assert "\\x1b[31mRed." in shown.stdout

    copydesk("show", submission, "--text", "0", "-o", tmp_path / "out.md")
    assert (tmp_path / "out.md").read_bytes() == TEXT


def test_an_unknown_revision_is_named_with_those_there_are(submission, monkeypatch, capsys):
    from app.cli import main

    monkeypatch.setattr("sys.argv", ["copydesk", "show", submission, "--text", "7"])

    with pytest.raises(SystemExit) as ended:
        main.run()

    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("has no revision 7: it has 0\n")


def test_approving_accepts_and_a_second_decision_is_refused_kindly(submission):
    case = the_case()
    assert copydesk("review", "approve", case, "-m", "I know the author", "--as", "ana").exit_code == 0

    again = copydesk("review", "reject", case, "-m", "too late", "--as", "ben")
    assert "has been decided already" in str(again.exception)

    detail = json.loads(copydesk("show", submission, "--json").stdout)["submission"]
    assert detail["submission"]["status"] == "accepted"
    assert detail["decisions"][0]["reviewer"] == "ana"
    assert detail["decisions"][0]["reason"] == "I know the author"


def test_a_case_can_be_named_by_its_submission(submission):
    result = copydesk("review", "reject", submission, "-m", "not ours")

    assert result.exit_code == 0
    assert "rejected barrel.md" in result.stdout


def test_a_rejection_needs_a_reason(submission):
    result = copydesk("review", "reject", submission)

    assert result.exit_code == 2
    assert "--reason" in result.stderr


def test_an_edit_is_a_new_revision_and_is_evaluated_again(submission, tmp_path):
    edited = tmp_path / "edited.md"
    edited.write_text("# A barrel\n\nI wrote this one myself.\n")

    result = copydesk("review", "edit", the_case(), "--file", edited, "--as", "ana")

    assert result.exit_code == 0
    detail = json.loads(copydesk("show", submission, "--json").stdout)["submission"]
    assert [revision["origin"] for revision in detail["revisions"]] == ["original", "edit"]
    assert detail["revisions"][1]["id"] in detail["evaluations"]


def test_an_unchanged_edit_decides_nothing(submission, tmp_path):
    (tmp_path / "same.md").write_bytes(TEXT)

    result = copydesk("review", "edit", the_case(), "--file", tmp_path / "same.md")

    assert result.exit_code == 1
    assert "review approve" in result.stderr
    assert the_case()


def test_review_show_prints_the_history(submission):
    result = copydesk("review", "show", the_case())

    assert "escalated to a person: machine-written" in result.stdout


def test_db_current_compares_and_upgrade_mends():
    assert copydesk("db", "current").exit_code == 1
    assert copydesk("db", "upgrade").exit_code == 0

    result = copydesk("db", "current", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["is_current"] is True


def test_health_without_a_broker_asks_this_process(services):
    result = copydesk("health", "--no-broker", "--json")

    health = json.loads(result.stdout)
    names = {check["name"] for check in health["queues"]["this process"]["checks"]}
    assert {"database", "migrations", "detector", "disk"} <= names
    assert result.exit_code == (0 if health["ok"] else 1)


def test_health_says_that_no_pipeline_runs(monkeypatch):
    monkeypatch.setenv("ENABLE_CELERY", "true")

    result = copydesk("health")

    assert result.exit_code == 1
    assert "copydesk up" in result.stdout


def test_dead_letters_are_listed_shown_and_discarded_once(services, submission):
    with services.store.transaction() as tx:
        dead_letter = tx.dead_letters.add(
            task_name="evaluation.evaluate_revision",
            arguments={},
            error="it broke\x1b[2J",
            traceback="line 1",
            attempts=6,
            submission_id=submission,
        )

    assert dead_letter in copydesk("dead-letters", "list").stdout
    shown = copydesk("dead-letters", "show", dead_letter).stdout
    assert "it broke\\x1b[2J" in shown
    assert "line 1" in shown
    assert copydesk("dead-letters", "discard", dead_letter, "-m", "known").exit_code == 0
    assert "discarded already" in str(
        copydesk("dead-letters", "discard", dead_letter, "-m", "again").exception
    )
    assert "no dead letters" in copydesk("dead-letters", "list").stderr


def test_dead_letters_are_replayed_by_the_many_once_each(services):
    submission = (
        Application(services).submit(TEXT, path="barrel.md", policy=GOOD, run_id="run1").submission_id
    )
    claim = claim_job(services)
    assert claim.submission_id == submission
    with services.store.transaction() as tx:
        dead_letter_job(tx, claim, "it broke", "")
        unreadable = tx.dead_letters.add(
            task_name="x", arguments={}, error="no JSON", traceback="", attempts=1
        )
    [dead_letter] = [one.id for one in Application(services).dead_letters() if one.id != unreadable]

    assert "1 of 1 are queued again" in copydesk("dead-letters", "replay", "--all").stderr
    assert "0 of 1 are queued again" in copydesk("dead-letters", "replay", dead_letter).stderr
    refused = copydesk("dead-letters", "replay", unreadable)
    assert refused.exit_code == 1
    assert "unreadable message" in refused.stdout
    assert copydesk("dead-letters", "replay").exit_code == 2
