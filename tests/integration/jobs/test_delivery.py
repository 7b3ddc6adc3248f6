"""The promises of the work table, on every database: once, in order, and never lost."""

import threading

import pytest

from app.db.tables.jobs import Job, JobState
from app.domain.errors import InvalidContent, LeaseLost
from app.domain.jobs import EVALUATE
from app.domain.lifecycle import SubmissionStatus
from app.domain.next_step import Accept
from app.domain.review import EscalationReason
from app.jobs.consume import consume
from app.jobs.sweep import sweep
from app.jobs.worker import Life
from app.transitions.take_step import take_step
from app.workflow.application import Application
from tests.support.jobs import claim_job, run_job


class Killed(BaseException):
    """Ends the work as a killed process would: nothing runs after it, not even the decision on the error."""


def accept(claim, services):
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        submission = tx.submissions.get(claim.submission_id)
        take_step(tx, submission, Accept(claim.subject_id), expected=SubmissionStatus.EVALUATING)


def only_work(bench):
    with bench.services.store.read() as tx:
        return tx.session.query(Job).filter_by(task_name=EVALUATE).one()


def status_of(bench, submission_id):
    return Application(bench.services).submission(submission_id).status


def test_a_submission_and_its_work_are_committed_together_and_rung_once(bench):
    bench.submit()

    messages = bench.wakeups.answered()
    assert [message.task_name for message in messages] == [EVALUATE]
    assert only_work(bench).id == messages[0].job_id


def test_the_same_submission_twice_is_one(bench):
    first, again = bench.submit(), bench.submit()

    assert first == again
    assert len(bench.wakeups.answered()) == 1


def test_ten_clients_that_submit_the_same_at_once_make_one_submission(bench):
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(bench.submit())) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 10
    assert len(set(seen)) == 1


def test_a_wakeup_that_comes_three_times_runs_the_work_once(bench):
    runs = []
    bench.behaviour[EVALUATE] = lambda claim, services: (runs.append(claim), accept(claim, services))
    submission = bench.submit()

    answers = [consume("evaluation", bench.services.engine) for _ in range(3)]

    assert answers == ["1 done", "0 done", "0 done"]
    assert len(runs) == 1
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_work_that_somebody_holds_is_not_started_by_another(bench):
    inner = []

    def run_again_inside(claim, services):
        inner.append(run_job(services))
        accept(claim, services)

    bench.behaviour[EVALUATE] = run_again_inside
    bench.submit()

    assert run_job(bench.services) == "done"
    assert inner == [None]


def test_a_wakeup_for_work_that_is_gone_takes_other_work_or_none(bench):
    bench.behaviour[EVALUATE] = accept
    assert consume("evaluation", bench.services.engine) == "0 done"

    submission = bench.submit()

    assert consume("evaluation", bench.services.engine) == "1 done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_a_flushed_broker_loses_nothing_the_sweep_rings_again(bench):
    bench.behaviour[EVALUATE] = accept
    submission = bench.submit()
    bench.wakeups.answered()

    assert sweep(bench.services.engine).wakeups == 1
    assert len(bench.wakeups.answered()) == 1

    assert run_job(bench.services) == "done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_an_error_that_may_pass_is_tried_again_after_the_policys_delay(bench):
    def fail(claim, services):
        raise OSError("network is down")

    bench.behaviour[EVALUATE] = fail
    bench.submit()

    assert run_job(bench.services) == "retry"
    assert run_job(bench.services) is None
    bench.clock.advance(59)
    assert sweep(bench.services.engine).wakeups == 0
    assert run_job(bench.services) is None
    bench.clock.advance(8)
    assert sweep(bench.services.engine).wakeups == 1
    assert run_job(bench.services) == "retry"
    assert only_work(bench).attempts == 2


def test_exhausted_work_becomes_a_dead_letter_and_its_submission_goes_to_a_person(bench):
    def fail(claim, services):
        raise OSError("network is down")

    bench.behaviour[EVALUATE] = fail
    submission = bench.submit()
    answers = []
    for _ in range(6):
        answers.append(run_job(bench.services))
        bench.clock.advance(700)
        sweep(bench.services.engine)

    assert answers == ["retry"] * 5 + ["dead"]
    [dead_letter] = Application(bench.services).dead_letters()
    assert dead_letter.attempts == 6
    assert "network is down" in dead_letter.error
    assert "Traceback" in dead_letter.traceback
    [case] = Application(bench.services).waiting()
    assert (case.submission_id, case.reason) == (submission, EscalationReason.FAILED)


def test_a_permanent_error_is_not_tried_again(bench):
    def refuse(claim, services):
        raise InvalidContent("a.md: no text in it")

    bench.behaviour[EVALUATE] = refuse
    bench.submit()

    assert run_job(bench.services) == "dead"


def test_the_work_of_a_dead_process_is_taken_back_and_its_late_result_refused(bench, monkeypatch):
    monkeypatch.setattr("app.jobs.sweep.life_of", lambda _: Life.UNKNOWN)  # as from another machine
    late = []

    def die(claim, services):
        late.append(claim)
        raise Killed

    bench.behaviour[EVALUATE] = die
    submission = bench.submit()
    with pytest.raises(Killed):
        run_job(bench.services)
    assert sweep(bench.services.engine).taken_back == 0

    bench.clock.advance(bench.services.settings.heartbeat_stale_seconds + 1)
    assert sweep(bench.services.engine).taken_back == 1
    bench.behaviour[EVALUATE] = accept
    assert run_job(bench.services) == "done"

    with pytest.raises(LeaseLost), bench.services.store.transaction() as tx:
        tx.jobs.finish(late[0])
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_poison_that_kills_its_worker_three_times_is_buried_and_never_loops(bench):
    def die(claim, services):
        raise Killed

    bench.behaviour[EVALUATE] = die
    bench.submit()
    swept = []
    for _ in range(5):
        if only_work(bench).state is JobState.PENDING:
            with pytest.raises(Killed):
                run_job(bench.services)
        bench.clock.advance(bench.services.settings.lease_seconds + 1)
        found = sweep(bench.services.engine)
        swept.append((found.taken_back, found.dead))

    assert swept == [(1, 0), (1, 0), (0, 1), (0, 0), (0, 0)]
    assert "died 3 times" in Application(bench.services).dead_letters()[0].error


def test_a_replayed_dead_letter_runs_again_and_a_second_replay_says_so(bench):
    def refuse(claim, services):
        raise InvalidContent("broken detector")

    bench.behaviour[EVALUATE] = refuse
    submission = bench.submit()
    run_job(bench.services)
    desk = Application(bench.services)
    [dead_letter] = desk.dead_letters()
    bench.behaviour[EVALUATE] = accept

    assert desk.replay(dead_letter.id, by="ada") is SubmissionStatus.EVALUATING
    with pytest.raises(Exception, match="replayed already"):
        desk.replay(dead_letter.id, by="ada")
    assert run_job(bench.services) == "done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED
    assert desk.waiting() == []


def test_people_are_told_of_a_case_once(bench):
    def refuse(claim, services):
        raise InvalidContent("x")

    bench.behaviour[EVALUATE] = refuse
    submission = bench.submit()
    run_job(bench.services)

    assert run_job(bench.services, "escalation") == "done"
    assert run_job(bench.services, "escalation") is None
    kinds = [event.kind for event in Application(bench.services).show(submission).events]
    assert kinds.count("escalation.announced") == 1


def test_a_lease_that_ran_out_passes_the_work_on_although_its_process_lives(bench):
    """A process may beat and yet hang: the lease bounds how long it keeps others from the work."""
    submission = bench.submit()
    late = claim_job(bench.services, holder="slow", lease_seconds=330)
    assert claim_job(bench.services, holder="quick") is None

    bench.clock.advance(331)
    with bench.services.store.transaction() as tx:
        tx.maintenance.beat("slow")
    assert sweep(bench.services.engine).taken_back == 1
    bench.behaviour[EVALUATE] = accept
    assert run_job(bench.services) == "done"

    with pytest.raises(LeaseLost), bench.services.store.transaction() as tx:
        tx.jobs.finish(late)
    assert (only_work(bench).attempts, only_work(bench).crashes) == (2, 1)
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_a_conflict_over_a_step_that_is_still_wanted_is_tried_again_and_not_forgotten(bench):
    """Two processes may both think that they were second; then neither has ended the step."""
    from app.domain.errors import ConflictError

    def lose_the_race(claim, services):
        raise ConflictError("somebody reserved this call")

    bench.behaviour[EVALUATE] = lose_the_race
    submission = bench.submit()

    assert run_job(bench.services) == "retry"
    bench.clock.advance(60)
    sweep(bench.services.engine)
    bench.behaviour[EVALUATE] = accept
    assert run_job(bench.services) == "done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_a_conflict_over_a_step_that_somebody_ended_is_no_failure(bench):
    from app.domain.errors import InvalidTransition

    def come_late(claim, services):
        with services.store.transaction() as tx:
            submission = tx.submissions.get(claim.submission_id)
            take_step(tx, submission, Accept(claim.subject_id), expected=SubmissionStatus.EVALUATING)
        raise InvalidTransition("it moved on")

    bench.behaviour[EVALUATE] = come_late
    bench.submit()

    assert run_job(bench.services) == "superseded"
    assert only_work(bench).state is JobState.DONE
