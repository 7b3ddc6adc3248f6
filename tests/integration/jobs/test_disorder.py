"""Whatever the order, the doubles and the crashes: the same final rows, each effect once.

A message is a wakeup: which job is taken, the claim decides. So the disorder is in the wakeups (lost,
doubled, late), in the processes (one works while another does, a job outlasts its lease, one dies between the
claim and the end of a job or right after it) and in the database, which cannot be used now and then.

Each submission carries its own plan in its path (`rewrite-rewrite-accept`), so that its end is known before
the disorder starts.
"""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.db.tables.jobs import Job, JobState
from app.db.tables.submissions import EscalationRow, EvaluationRow, RewriteCycle
from app.domain.errors import StoreUnavailable
from app.domain.fair_scheduling import Lane
from app.domain.jobs import ANNOUNCE, EVALUATE, REWRITE, queue_of
from app.domain.lifecycle import SETTLED, RevisionOrigin, SubmissionStatus
from app.domain.next_step import Accept, Escalate, Rewrite
from app.domain.policy import Policy
from app.domain.records import CycleRecord
from app.domain.retry_policy import CRITICAL, IDEMPOTENT
from app.domain.review import EscalationReason
from app.domain.scores import AeoScore, Evaluation, Gate
from app.domain.verdict import Outcome, Verdict
from app.jobs.run import run_claimed, run_next
from app.jobs.sweep import sweep
from app.testing import FakeClock, RecordedWakeups
from app.transitions.take_step import start_evaluation, take_step
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.handlers.announce import announce
from tests.support.jobs import claim_job, run_jobs

PLANS = ("accept", "escalate", "rewrite-accept", "rewrite-rewrite-accept", "rewrite-escalate")
ENDS = {"accept": SubmissionStatus.ACCEPTED, "escalate": SubmissionStatus.ESCALATED}
SCORELESS = Evaluation(1, "en", {}, AeoScore(Gate.PASS, "1"))


class Killed(BaseException):
    """Ends the work as a killed process would: nothing runs after it."""


def evaluate_by_plan(claim, services):
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        submission = tx.submissions.get(claim.submission_id)
        revision = tx.submissions.revision(claim.subject_id)
        planned = submission.path.split("-")[revision.number]
        tx.submissions.add_evaluation(
            revision, SCORELESS, Verdict(Outcome.PASS), policy=submission.policy, seconds=0
        )
        step = {
            "accept": Accept(revision.id),
            "rewrite": Rewrite(submission.cycles + 1),
            "escalate": Escalate(EscalationReason.ASKED_FOR, "as planned"),
        }[planned]
        take_step(tx, submission, step, expected=SubmissionStatus.EVALUATING)


def rewrite_once(claim, services):
    revision_id, _, number = claim.subject_id.partition(":")
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        submission = tx.submissions.get(claim.submission_id)
        tx.submissions.move(
            submission.id,
            expected=SubmissionStatus.REWRITING,
            to=SubmissionStatus.EVALUATING,
            why="rewritten",
        )
        new = tx.submissions.add_revision(
            submission.id,
            number=len(tx.submissions.revisions(submission.id)),
            origin=RevisionOrigin.REWRITE,
            source=f"revision after cycle {number}",
            parent_id=revision_id,
            author="plan",
        )
        tx.submissions.add_cycle(
            submission.id,
            CycleRecord(
                new,
                int(number),
                revision_id,
                new,
                "adopted",
                "plan",
                "plan",
                "1",
                None,
                None,
                (),
                "0",
                services.clock.now(),
            ),
        )
        start_evaluation(tx, submission, new)


QUEUES = ("evaluation", "rewrite", "escalation")
PROCESSES, PICKS = st.integers(0, 1), st.integers(0, 10_000)
MOST_CRASHES_PER_JOB = 2
"""One less than what makes a job a dead letter: here every plan is to come to its end."""


class Disorder(RuleBasedStateMachine):
    """Two worker processes over one database. A rule may arm what happens in the middle of the next job."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.url = f"sqlite:///{self.folder / 'test.db'}"
        upgrade(self.url)
        self.clock, self.wakeups = FakeClock(), RecordedWakeups()
        self.before = self.after = None
        self.crashes = Counter()
        self.processes = [self.new_process(), self.new_process()]
        self.plans = {}

    def new_process(self):
        settings = Settings(state_dir=self.folder, database_url=self.url)
        return build_services(
            settings,
            notify=self.wakeups,
            clock=self.clock,
            sleep=lambda _: None,
            handlers={
                EVALUATE: (self.disturbed(evaluate_by_plan), IDEMPOTENT),
                REWRITE: (self.disturbed(rewrite_once), CRITICAL),
                ANNOUNCE: (announce, IDEMPOTENT),
            },
        )

    def disturbed(self, handler):
        """What a rule armed happens once: before the job's work, or after its end was saved."""

        def run(claim, services):
            before, self.before = self.before, None
            after, self.after = self.after, None
            if before is not None:
                before(claim)
            handler(claim, services)
            if after is not None:
                after(claim)

        return run

    def work(self, process, queue):
        """The next job of this queue; a process that dies of it is followed by a new one."""
        services = self.processes[process]
        try:
            return run_next(queue, services.engine, services.engine.scheduler(queue))
        except Killed:
            services.close()
            self.processes[process] = self.new_process()
            return "killed"
        finally:
            self.before = self.after = None

    def die(self, claim):
        if self.crashes[claim.job_id] < MOST_CRASHES_PER_JOB:
            self.crashes[claim.job_id] += 1
            raise Killed

    def has_wakeups(self):
        return bool(self.wakeups.messages)

    def busy(self, pick):
        """A queue of the pipeline in which a job may start now, where there is one."""
        with self.processes[0].store.read() as tx:
            waiting = tx.session.query(Job.queue).filter(
                Job.state == JobState.PENDING, Job.lane < int(Lane.LATER)
            )
            queues = sorted({queue for (queue,) in waiting} - {"escalation"}) or ["evaluation"]
        return queues[pick % len(queues)]

    @initialize(plans=st.lists(st.sampled_from(PLANS), min_size=2, max_size=4))
    def submit_some(self, plans):
        for plan in plans:
            self.submit(plan)

    @rule(plan=st.sampled_from(PLANS))
    def submit(self, plan):
        name = f"{len(self.plans)}"
        submitted = Application(self.processes[0]).submit(
            f"# {name}\n".encode(), path=plan, policy=Policy(), run_id="run", external_id=name
        )
        self.plans[submitted.submission_id] = plan

    @precondition(has_wakeups)
    @rule(pick=PICKS, process=PROCESSES)
    def a_wakeup_arrives_that_may_have_arrived_before(self, pick, process):
        message = self.wakeups.messages[pick % len(self.wakeups.messages)]
        self.work(process, queue_of(message.task_name))

    @rule(process=PROCESSES, queue=st.sampled_from(QUEUES))
    def a_wakeup_arrives_for_which_there_may_be_no_work(self, process, queue):
        self.work(process, queue)

    @rule()
    def every_wakeup_is_lost(self):
        self.wakeups.messages.clear()

    @rule(process=PROCESSES, pick=PICKS)
    def a_process_dies_between_the_claim_and_the_end(self, process, pick):
        self.before = self.die
        self.work(process, self.busy(pick))

    @rule(process=PROCESSES, pick=PICKS)
    def a_process_dies_right_after_the_end_was_saved(self, process, pick):
        def die(_claim):
            raise Killed

        self.after = die
        self.work(process, self.busy(pick))

    @rule(process=PROCESSES, pick=PICKS, other=st.sampled_from(QUEUES))
    def another_process_works_meanwhile(self, process, pick, other):
        self.before = lambda _claim: self.work(1 - process, other)
        self.work(process, self.busy(pick))

    @rule(process=PROCESSES, pick=PICKS, seconds=st.sampled_from([31, 331]))
    def a_job_outlasts_its_heartbeat_or_lease_and_another_process_takes_it(self, process, pick, seconds):
        queue = self.busy(pick)

        def outlast(claim):
            if self.crashes[claim.job_id] >= MOST_CRASHES_PER_JOB:
                return
            self.crashes[claim.job_id] += 1
            self.clock.advance(seconds)
            sweep(self.processes[1 - process].engine)
            self.work(1 - process, queue)

        self.before = outlast
        assert self.work(process, queue) in {None, "done", "superseded"}

    @rule(process=PROCESSES, pick=PICKS)
    def a_job_ends_late_while_another_process_is_at_work_on_it(self, process, pick):
        queue, other, taken = self.busy(pick), self.processes[1 - process], []

        def outlast(claim):
            if self.crashes[claim.job_id] >= MOST_CRASHES_PER_JOB:
                return
            self.crashes[claim.job_id] += 1
            self.clock.advance(331)
            sweep(other.engine)
            taken.append((claim, claim_job(other, queue, lease_seconds=330)))

        self.before = outlast
        outcome = self.work(process, queue)
        for late, claim in taken:
            assert claim.job_id != late.job_id or outcome == "superseded"
            run_claimed(claim, other.engine, other.engine.handlers[claim.task_name])

    @rule(process=PROCESSES, pick=PICKS)
    def the_database_cannot_be_used_for_a_moment(self, process, pick):
        def away(_claim):
            raise StoreUnavailable("the server closed the connection")

        self.before = away
        assert self.work(process, self.busy(pick)) in {None, "returned"}

    @rule(seconds=st.sampled_from([1, 31, 331]), process=PROCESSES)
    def time_passes_and_a_process_sweeps(self, seconds, process):
        self.clock.advance(seconds)
        sweep(self.processes[process].engine)

    @invariant()
    def nothing_happens_twice(self):
        with self.processes[0].store.read() as tx:
            for table in (EvaluationRow, RewriteCycle, EscalationRow):
                for submission, plan in self.plans.items():
                    found = tx.session.query(table).filter_by(submission_id=submission).count()
                    assert found <= len(plan.split("-"))

    def teardown(self):
        for _ in range(40):
            for queue in QUEUES:
                assert len(run_jobs(self.processes[0], queue)) <= 10 * len(self.plans)
            self.clock.advance(700)
            sweep(self.processes[1].engine)
        desk = Application(self.processes[0])
        for submission, plan in self.plans.items():
            detail = desk.show(submission)
            assert detail.submission.status is ENDS[plan.split("-")[-1]]
            assert detail.submission.status in SETTLED
            assert len(detail.evaluations) == len(detail.revisions) == len(plan.split("-"))
            assert [event.kind for event in detail.events].count("submission.received") == 1
        assert desk.dead_letters() == []
        for services in self.processes:
            services.close()
        shutil.rmtree(self.folder)


Disorder.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDisorder = Disorder.TestCase
