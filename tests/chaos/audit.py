"""After the chaos: is everything there, once, in order, and paid for as written down?"""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.db.repositories.ledger import micro_usd
from app.db.store import Transaction
from app.db.tables.jobs import CallState, DeadLetter, Job, JobState, LlmCall
from app.db.tables.submissions import EscalationRow, EvaluationRow, Event, Revision, RewriteCycle, Submission
from app.domain.lifecycle import SETTLED, SubmissionStatus
from app.llm.prices import read_prices
from tests.chaos import texts
from tests.chaos.world import FAST, MODEL, World
from tests.support.processes import belonging_to

PRICE = read_prices(FAST["COPYDESK_PRICES"])[f"openai:{MODEL}"]
MAY_BE_PAID = (CallState.SETTLED, CallState.MAYBE_BILLED)


@dataclass
class Audit:
    """Counts of what must not be, and of what was."""

    lost: int = 0
    stuck: int = 0
    accepted_twice: int = 0
    paid_without_record: int = 0
    other: list[str] = field(default_factory=list)
    """Every broken rule in a sentence."""
    ends: Counter[str] = field(default_factory=Counter)
    dead_letters: int = 0
    crashes: int = 0
    paid: int = 0
    maybe_billed: int = 0
    by_faults: int = 0
    """Escalated because of a fault (maybe billed, provider down, three deaths) and not by plan."""

    @property
    def is_clean(self) -> bool:
        broken = (self.lost, self.stuck, self.accepted_twice, self.paid_without_record)
        return not any(broken) and not self.other


def audit(world: World) -> Audit:
    """Look at every submission, every event, every call and every process. The workers must be stopped."""
    told = Audit()
    with world.services.store.read() as tx:
        _submissions(tx, world, told)
        _events(tx, told)
        _work(tx, told)
        _money(tx, world, told)
    left = {pid: command for pid, command in belonging_to(world.folder).items() if "celery" in command}
    told.other += [f"process {pid} was left behind: {command[:80]}" for pid, command in left.items()]
    return told


def _submissions(tx: Transaction, world: World, told: Audit) -> None:
    rows = {row.id: row for row in tx.session.scalars(select(Submission))}
    told.lost = len(world.submitted.keys() - rows.keys())
    for submission_id, path in world.submitted.items():
        row = rows.get(submission_id)
        if row is None:
            continue
        told.ends[row.status] += 1
        if row.status not in SETTLED:
            told.stuck += 1
            told.other.append(f"{path} is {row.status}: {row.why}")
            continue
        is_planned = texts.plan_of(path).startswith("accept")
        if row.status is SubmissionStatus.ACCEPTED and not is_planned:
            told.other.append(f"{path} was accepted against its plan")
        if row.status is SubmissionStatus.ESCALATED and is_planned:
            told.by_faults += 1
        if row.status is SubmissionStatus.ACCEPTED and row.accepted_revision_id != row.current_revision_id:
            told.other.append(f"{path} accepted another revision than its newest")


def _events(tx: Transaction, told: Audit) -> None:
    """The log of each submission tells what the tables hold: once received, once ended, nothing twice."""
    kinds: dict[str, Counter[str]] = {}
    for submission_id, kind in tx.session.execute(select(Event.submission_id, Event.kind)):
        kinds.setdefault(submission_id or "", Counter())[kind] += 1
    counted = {
        "revision.evaluated": _count(tx, EvaluationRow),
        "rewrite.finished": _count(tx, RewriteCycle),
        "escalation.opened": _count(tx, EscalationRow),
    }
    for row in tx.session.scalars(select(Submission)):
        log = kinds.get(row.id, Counter())
        accepted = log["submission.accepted"]
        told.accepted_twice += accepted > 1
        if log["submission.received"] != 1:
            told.other.append(f"{row.path} was received {log['submission.received']} times")
        if (row.status is SubmissionStatus.ACCEPTED) != (accepted == 1):
            told.other.append(f"{row.path} is {row.status} and its log has {accepted} acceptances")
        for kind, numbers in counted.items():
            if log[kind] != numbers.get(row.id, 0):
                told.other.append(f"{row.path}: {log[kind]} events {kind}, {numbers.get(row.id, 0)} rows")
    told.dead_letters = tx.session.scalar(select(func.count()).select_from(DeadLetter)) or 0


def _count(tx: Transaction, table: type) -> dict[str, int]:
    counted = select(table.submission_id, func.count()).group_by(table.submission_id)  # type: ignore[attr-defined]
    return {row[0]: row[1] for row in tx.session.execute(counted)}


def _work(tx: Transaction, told: Audit) -> None:
    told.crashes = tx.session.scalar(select(func.sum(Job.crashes))) or 0
    for row in tx.session.scalars(select(Job).where(Job.state.in_((JobState.PENDING, JobState.RUNNING)))):
        told.other.append(f"{row.task_name} {row.id} is still {row.state}, held by {row.holder}")


def _money(tx: Transaction, world: World, told: Audit) -> None:
    """Each answer that the model server would bill has a row of its own that says so."""
    told.paid = world.models.paid
    recorded: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    sources = {row.id: row.source for row in tx.session.scalars(select(Revision))}
    for row in tx.session.scalars(select(LlmCall)):
        if row.state in {CallState.RESERVED, CallState.SENT}:
            told.other.append(f"call {row.id} is still {row.state}")
        told.maybe_billed += row.state is CallState.MAYBE_BILLED
        if row.state in MAY_BE_PAID:
            asked = texts.asked_for(sources.get(row.revision_id or "", ""))
            recorded[asked] += 1
            cost[asked] += row.cost_micro_usd
    told.paid_without_record = sum(max(0, number - recorded[asked]) for asked, number in world.billed.items())
    bill: Counter[str] = Counter()
    for one in world.models.bills:
        dollars = PRICE.cost(input_tokens=one.fresh, cached=one.cached, output=one.output)
        bill[texts.asked_for_by(one.call)] += micro_usd(dollars)
    told.other += [
        f"{asked}: billed {amount} micro-dollars, recorded {cost[asked]}"
        for asked, amount in bill.items()
        if amount > cost[asked]
    ]
