"""Run one rewrite cycle: load, compute (with at most one paid call), save."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import structlog

from app.db.store import Transaction
from app.domain.content import ContentFormat
from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.domain.facts import FactsReport
from app.domain.jobs import Claimed, queue_of
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.next_step import Escalate
from app.domain.priority import Priority
from app.domain.records import CycleRecord, SubmissionRecord, last_by_a_person
from app.domain.review import EscalationReason
from app.platform.clock import fresh_id
from app.rewrite.ask import Answered, Failed, Later, ask_providers
from app.rewrite.candidate import Candidate, candidate_of
from app.rewrite.checks.run import further_checks
from app.rewrite.proposal import RewriteJob
from app.rewrite.text import Text
from app.rewrite.verdict import held_back
from app.transitions.take_step import start_evaluation, take_step
from app.workflow.refused_before import refused_before
from app.workflow.services import Services

log = structlog.get_logger("copydesk.rewrite")

RULES = "rules"
"""The offline rewriter, which does not touch what it does not understand."""

MOST_POSTPONEMENTS = 8
"""A provider that is down this often in a row is a matter for a person."""


@dataclass(frozen=True, slots=True)
class Loaded:
    job: RewriteJob
    submission: SubmissionRecord
    original: Text
    """The last text that a person wrote, whose facts must be kept."""
    revisions: int
    """The number of revisions, which is the number of the next one."""


def rewrite_revision(claim: Claimed, services: Services) -> None:
    """Request a better text, check its facts, and make it the next revision to be evaluated."""
    loaded = _load(claim, services)

    answer = ask_providers(loaded.job, tools=services.rewriters)
    match answer:
        case Later():
            _postpone(claim, loaded.submission, services, answer)
        case Failed(reason, message, outcome):
            step = Escalate(reason, message)
            _save(claim, loaded, services, outcome=outcome, step=step)
        case Answered(proposal):
            sources = loaded.submission.policy.sources
            candidate = services.helpers.run(candidate_of, loaded.job, loaded.original, proposal, sources)
            _check(claim, loaded, candidate, services)


def _load(claim: Claimed, services: Services) -> Loaded:
    revision_id, _, number = claim.subject_id.partition(":")
    with services.store.read() as tx:
        submission = tx.submissions.get(claim.submission_id)
        revisions, (findings, advice) = tx.submissions.revisions_to_rewrite(submission.id, revision_id)
        cycles = tx.submissions.cycles(submission.id) if submission.cycles else ()
    revision = next((one for one in revisions if one.id == revision_id), None)
    if revision is None:
        raise NotFound(f"there is no revision {revision_id!r} of submission {submission.id}")
    base = last_by_a_person(revisions, revision)
    kind = ContentFormat(submission.format)
    text = Text(revision.source, submission.path, kind)
    original = text if base.id == revision.id else Text(base.source, submission.path, kind)
    job = RewriteJob(
        submission_id=submission.id,
        revision_id=revision.id,
        cycle=int(number),
        text=text,
        findings=findings,
        advice=advice,
        policy=submission.policy.rewrite,
        instructions=submission.instructions,
        refused=refused_before(cycles, revision, submission, revisions),
        project_id=submission.project_id,
        run_id=submission.run_id,
        may_wait=submission.policy.rewrite.batch and submission.priority >= Priority.LOW,
    )
    return Loaded(job, submission, original, len(revisions))


def _check(claim: Claimed, loaded: Loaded, candidate: Candidate, services: Services) -> None:
    """Decide on the candidate, after the further checks that the policy asks for."""
    checked = further_checks(candidate, loaded.original, job=loaded.job, tools=services.checks)
    match checked:
        case Later():
            _postpone(claim, loaded.submission, services, checked)
        case Failed(reason, message, outcome):
            step = Escalate(reason, message)
            _save(claim, loaded, services, outcome=outcome, step=step, candidate=candidate)
        case FactsReport():
            _decide(claim, loaded, replace(candidate, facts=checked), services)


def _decide(claim: Claimed, loaded: Loaded, candidate: Candidate, services: Services) -> None:
    if not candidate.is_change:
        step = Escalate(
            EscalationReason.REWRITE_EXHAUSTED,
            f"the text still falls short and `{candidate.proposal.provider}` found no further improvement",
        )
        _save(claim, loaded, services, outcome="no-change", step=step, candidate=candidate)
        return
    held = held_back(
        candidate.facts,
        on_wording=loaded.job.policy.on_wording,
        is_model=candidate.proposal.provider != RULES,
    )
    if held is not None:
        step = Escalate(EscalationReason.FACTS_BROKEN, held.message)
        _save(claim, loaded, services, outcome=held.outcome, step=step, candidate=candidate)
    else:
        _adopt(claim, loaded, candidate, services)


def _adopt(claim: Claimed, loaded: Loaded, candidate: Candidate, services: Services) -> None:
    """Save the new revision, its evaluation job, the cycle and the end of this job, together."""
    job, submission = loaded.job, loaded.submission
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        new_revision_id = tx.submissions.add_revision(
            submission.id,
            number=loaded.revisions,
            origin=RevisionOrigin.REWRITE,
            source=candidate.text.source,
            parent_id=job.revision_id,
            author=candidate.proposal.model,
            is_current=False,
        )
        tx.submissions.move(
            submission.id,
            expected=SubmissionStatus.REWRITING,
            to=SubmissionStatus.EVALUATING,
            why=f"rewrite {job.cycle} is evaluated",
            current_revision_id=new_revision_id,
            cycles=job.cycle,
        )
        start_evaluation(tx, submission, new_revision_id)
        _keep_cycle(
            tx, loaded, services, outcome="adopted", candidate=candidate, new_revision_id=new_revision_id
        )


def _save(
    claim: Claimed,
    loaded: Loaded,
    services: Services,
    *,
    outcome: str,
    step: Escalate,
    candidate: Candidate | None = None,
) -> None:
    """Save the cycle, the escalation and the end of this job, together."""
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        _keep_cycle(tx, loaded, services, outcome=outcome, candidate=candidate)
        take_step(tx, loaded.submission, step, expected=SubmissionStatus.REWRITING)


def _keep_cycle(
    tx: Transaction,
    loaded: Loaded,
    services: Services,
    *,
    outcome: str,
    candidate: Candidate | None,
    new_revision_id: str | None = None,
) -> None:
    cycle = _cycle(
        loaded.job, services, outcome=outcome, candidate=candidate, new_revision_id=new_revision_id
    )
    # The move that adopts a revision counts its cycle.
    tx.submissions.add_cycle(loaded.submission.id, cycle, is_counted=new_revision_id is not None)
    details = {
        "cycle": cycle.number,
        "outcome": outcome,
        "changes": len(candidate.changes) if candidate else 0,
    }
    tx.submissions.record(loaded.submission.id, EventKind.REWRITE_FINISHED, details)


def _cycle(
    job: RewriteJob,
    services: Services,
    *,
    outcome: str,
    candidate: Candidate | None,
    new_revision_id: str | None,
) -> CycleRecord:
    proposal = candidate.proposal if candidate is not None else None
    return CycleRecord(
        id=fresh_id(services.clock),
        number=job.cycle,
        revision_id=job.revision_id,
        new_revision_id=new_revision_id,
        outcome=outcome,
        provider=proposal.provider if proposal else "",
        model=proposal.model if proposal else "",
        prompt_version=proposal.prompt_version if proposal else "",
        candidate=candidate.text.source if candidate else None,
        facts=candidate.facts.to_json() if candidate else None,
        changes=tuple(change.to_json() for change in candidate.changes) if candidate else (),
        cost_usd=str(proposal.cost if proposal else Decimal(0)),
        created_at=services.clock.now(),
    )


def _postpone(claim: Claimed, submission: SubmissionRecord, services: Services, later: Later) -> None:
    """Give a provider the time it asks for by postponing the job, not by blocking a worker."""
    message = later.message
    if claim.attempt >= MOST_POSTPONEMENTS and not later.is_queued:
        with services.store.transaction() as tx:
            tx.jobs.finish(claim)
            step = Escalate(EscalationReason.PROVIDER_DOWN, f"{message} (asked {claim.attempt} times)")
            take_step(tx, submission, step, expected=SubmissionStatus.REWRITING)
        return
    until = services.clock.now() + timedelta(seconds=later.seconds)
    with services.store.transaction() as tx:
        tx.jobs.postpone(claim, until=until, error=message, count_attempt=not later.is_queued)
        if not later.is_queued:
            tx.submissions.record(
                submission.id,
                EventKind.REWRITE_POSTPONED,
                {"seconds": round(later.seconds, 1), "why": message},
            )
    services.engine.schedule_wakeup(queue_of(claim.task_name), later.seconds)
    log.info("rewrite.postponed", seconds=round(later.seconds, 1), why=message)
