"""The promises of the work table, on every database: once, in order, and never lost."""

import threading

import pytest

from app.db.tables.jobs import Job, JobState
from app.domain.errors import InvalidContent, LeaseLost
from app.domain.jobs import EVALUATE, AlreadyDone, HeldUntil
from app.domain.lifecycle import SubmissionStatus
from app.domain.next_step import Accept
from app.domain.review import EscalationReason
from app.jobs.run import run_work
from app.jobs.sweep import sweep
from app.transitions.take_step import take_step
from app.workflow.application import Application


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


def test_a_doubled_message_runs_the_work_once(bench):
    runs = []
    bench.behaviour[EVALUATE] = lambda claim, services: (runs.append(claim), accept(claim, services))
    submission = bench.submit()
    [message] = bench.wakeups.answered()

    answers = [run_work(message.job_id, bench.services) for _ in range(3)]

    assert answers == ["done", "duplicate", "duplicate"]
    assert len(runs) == 1
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_work_that_somebody_holds_is_not_started_by_another(bench):
    inner = []

    def run_again_inside(claim, services):
        inner.append(run_work(claim.job_id, services))
        accept(claim, services)

    bench.behaviour[EVALUATE] = run_again_inside
    bench.submit()
    [message] = bench.wakeups.answered()

    assert run_work(message.job_id, bench.services) == "done"
    assert inner == ["held"]


def test_a_message_for_work_that_does_not_exist_is_dropped(bench):
    assert run_work("0" * 26, bench.services) == "duplicate"


def test_a_flushed_broker_loses_nothing_the_sweep_rings_again(bench):
    bench.behaviour[EVALUATE] = accept
    submission = bench.submit()
    bench.wakeups.answered()

    assert sweep(bench.services.engine).wakeups == 1
    [message] = bench.wakeups.answered()

    assert run_work(message.job_id, bench.services) == "done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_an_error_that_may_pass_is_tried_again_after_the_policys_delay(bench):
    def fail(claim, services):
        raise OSError("network is down")

    bench.behaviour[EVALUATE] = fail
    bench.submit()
    [message] = bench.wakeups.answered()

    assert run_work(message.job_id, bench.services) == "retry"
    assert run_work(message.job_id, bench.services) == "held"
    bench.clock.advance(59)
    assert sweep(bench.services.engine).wakeups == 0
    bench.clock.advance(8)
    assert sweep(bench.services.engine).wakeups == 1
    assert run_work(message.job_id, bench.services) == "retry"
    assert only_work(bench).attempts == 2


def test_exhausted_work_becomes_a_dead_letter_and_its_submission_goes_to_a_person(bench):
    def fail(claim, services):
        raise OSError("network is down")

    bench.behaviour[EVALUATE] = fail
    submission = bench.submit()
    answers = []
    for _ in range(6):
        answers.append(run_work(only_work(bench).id, bench.services))
        bench.clock.advance(700)

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

    assert run_work(only_work(bench).id, bench.services) == "dead"


def test_the_work_of_a_dead_process_is_taken_back_and_its_late_result_refused(bench):
    late = []

    def die(claim, services):
        late.append(claim)
        raise Killed

    bench.behaviour[EVALUATE] = die
    submission = bench.submit()
    work = only_work(bench).id
    with pytest.raises(Killed):
        run_work(work, bench.services)
    assert sweep(bench.services.engine).taken_back == 0

    bench.clock.advance(bench.services.settings.heartbeat_stale_seconds + 1)
    assert sweep(bench.services.engine).taken_back == 1
    bench.behaviour[EVALUATE] = accept
    assert run_work(work, bench.services) == "done"

    with pytest.raises(LeaseLost), bench.services.store.transaction() as tx:
        tx.jobs.finish(late[0])
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_poison_that_kills_its_worker_three_times_is_buried_and_never_loops(bench):
    def die(claim, services):
        raise Killed

    bench.behaviour[EVALUATE] = die
    bench.submit()
    work = only_work(bench).id
    swept = []
    for _ in range(5):
        if only_work(bench).state is JobState.PENDING:
            with pytest.raises(Killed):
                run_work(work, bench.services)
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
    run_work(only_work(bench).id, bench.services)
    desk = Application(bench.services)
    [dead_letter] = desk.dead_letters()
    bench.behaviour[EVALUATE] = accept

    assert desk.replay(dead_letter.id, by="ada") is SubmissionStatus.EVALUATING
    with pytest.raises(Exception, match="replayed already"):
        desk.replay(dead_letter.id, by="ada")
    assert run_work(only_work(bench).id, bench.services) == "done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED
    assert desk.waiting() == []


def test_people_are_told_of_a_case_once(bench):
    def refuse(claim, services):
        raise InvalidContent("x")

    bench.behaviour[EVALUATE] = refuse
    submission = bench.submit()
    run_work(only_work(bench).id, bench.services)
    announcement = bench.wakeups.answered()[-1]

    assert run_work(announcement.job_id, bench.services) == "done"
    assert run_work(announcement.job_id, bench.services) == "duplicate"
    kinds = [event.kind for event in Application(bench.services).show(submission).events]
    assert kinds.count("escalation.announced") == 1


def test_claims_answer_who_holds_the_work_and_until_when(bench):
    from datetime import timedelta

    bench.submit()
    work = only_work(bench).id
    lease = timedelta(seconds=330)
    with bench.services.store.transaction() as tx:
        claim = tx.jobs.claim(work, holder="me", lease=lease)
    with bench.services.store.transaction() as tx:
        held = tx.jobs.claim(work, holder="you", lease=lease)
        tx.jobs.finish(claim)
    with bench.services.store.transaction() as tx:
        done = tx.jobs.claim(work, holder="you", lease=lease)

    assert held == HeldUntil(bench.clock.now() + lease)
    assert done == AlreadyDone()


def test_a_conflict_over_a_step_that_is_still_wanted_is_tried_again_and_not_forgotten(bench):
    """Two processes may both think that they were second; then neither has ended the step."""
    from app.domain.errors import ConflictError

    def lose_the_race(claim, services):
        raise ConflictError("somebody reserved this call")

    bench.behaviour[EVALUATE] = lose_the_race
    submission = bench.submit()

    assert run_work(only_work(bench).id, bench.services) == "retry"
    bench.clock.advance(60)
    sweep(bench.services.engine)
    bench.behaviour[EVALUATE] = accept
    assert run_work(only_work(bench).id, bench.services) == "done"
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

    assert run_work(only_work(bench).id, bench.services) == "superseded"
    assert only_work(bench).state is JobState.DONE
