"""Dead letters: replayed by the many, once each; growth is said aloud."""

import structlog

from app.domain.errors import InvalidContent
from app.domain.jobs import EVALUATE, REWRITE
from app.domain.lifecycle import SubmissionStatus
from app.domain.next_step import Rewrite
from app.domain.review import DecisionKind
from app.escalation.decide import Decision
from app.jobs.sweep import sweep
from app.transitions.take_step import take_step
from app.workflow.application import Application
from app.workflow.replay import replay_all, replay_many
from tests.integration.jobs.test_delivery import accept
from tests.support.jobs import run_job, run_jobs


def refuse(claim, services):
    raise InvalidContent("broken detector")


def dead_letter(bench, count):
    bench.behaviour[EVALUATE] = refuse
    ids = [bench.submit(f"# {number}\n".encode(), path=f"{number}.md") for number in range(count)]
    assert run_jobs(bench.services) == ["dead"] * count
    return ids


def test_many_dead_letters_are_replayed_and_asking_again_does_nothing(bench):
    ids = dead_letter(bench, 3)
    dead_letters = [dead_letter.id for dead_letter in Application(bench.services).dead_letters()]

    told = list(replay_many(bench.services, [*dead_letters, "0" * 26], by="ada"))
    again = list(replay_many(bench.services, dead_letters, by="ada"))

    assert [one.outcome for one in told] == ["replayed"] * 3 + ["refused"]
    assert [one.outcome for one in again] == ["already"] * 3
    bench.behaviour[EVALUATE] = accept
    assert run_jobs(bench.services) == ["done"] * 3
    desk = Application(bench.services)
    assert {desk.submission(submission).status for submission in ids} == {SubmissionStatus.ACCEPTED}


def test_the_letters_of_one_task_are_replayed_alone(bench):
    dead_letter(bench, 2)

    assert list(replay_all(bench.services, by="ada", task_name="rewrite.rewrite_revision")) == []
    assert [one.outcome for one in replay_all(bench.services, by="ada", task_name=EVALUATE)] == [
        "replayed"
    ] * 2


def test_growth_is_said_once_as_an_error(bench):
    dead_letter(bench, 2)

    with structlog.testing.capture_logs() as logs:
        sweep(bench.services.engine)
        sweep(bench.services.engine)

    grown = [entry for entry in logs if entry["event"] == "dead_letters.grew"]
    assert [(entry["log_level"], entry["new"], entry["open"]) for entry in grown] == [("error", 2, 2)]


def test_a_rewrite_that_gave_up_and_is_sent_back_by_a_reviewer_runs_again(bench):
    def ask_for_a_rewrite(claim, services):
        with services.store.transaction() as tx:
            tx.jobs.finish(claim)
            submission = tx.submissions.get(claim.submission_id)
            step = Rewrite(submission.cycles + 1)
            take_step(tx, submission, step, expected=SubmissionStatus.EVALUATING)

    ran = []
    bench.behaviour[EVALUATE] = ask_for_a_rewrite
    bench.behaviour[REWRITE] = refuse
    submission = bench.submit()
    assert (run_job(bench.services), run_job(bench.services, "rewrite")) == ("done", "dead")
    desk = Application(bench.services)
    [case] = desk.waiting()

    sent_back = Decision(DecisionKind.REWRITE, "ada", "once more", instructions="keep the table")
    assert desk.decide(case.id, sent_back) is SubmissionStatus.REWRITING
    bench.behaviour[REWRITE] = lambda claim, _: ran.append(claim)
    assert run_job(bench.services, "rewrite") == "done"

    [claim] = ran
    assert (claim.submission_id, claim.attempt) == (submission, 1)
