"""Claims on cases: claim, extend, hand over, release, skip. Each is recorded as an event."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.db.constraints import SAME_REVIEW_SLOT, again_after
from app.db.store import Store, Transaction
from app.domain.cases import CaseRecord
from app.domain.errors import LeaseLost
from app.domain.events import EventKind


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to answer a case until `until`, proved by `token`."""

    case_id: str
    token: str
    until: datetime


def claim(case_id: str, login: str, store: Store) -> Lease:
    """Take a review slot of the case, or keep the one already held.

    Raises NotFound, AlreadyDecided, HeldByAnother.
    """

    def take() -> Lease:
        with store.transaction() as tx:
            return _claim(tx, tx.cases.get(case_id), login, store)

    return again_after(SAME_REVIEW_SLOT, take)


def claim_next(login: str, projects: frozenset[str] | None, store: Store) -> Lease | None:
    """Claim the most urgent case that this person may answer; None when nothing waits."""

    def take() -> Lease | None:
        with store.transaction() as tx:
            case_id = tx.cases.next_for(login, projects)
            return None if case_id is None else _claim(tx, tx.cases.get(case_id), login, store)

    return again_after(SAME_REVIEW_SLOT, take)


def _claim(tx: Transaction, case: CaseRecord, login: str, store: Store) -> Lease:
    lease = _length(case)
    held_before = any(slot.holder == login for slot in case.holders(store.clock.now()))
    token = tx.cases.claim(case.id, login, lease=lease)
    until = store.clock.now() + lease
    if not held_before:
        _record(tx, case, EventKind.CASE_CLAIMED, login, until=until.isoformat())
    return Lease(case.id, token, until)


def extend(case_id: str, token: str, login: str, store: Store) -> Lease:
    """Renew the lease from now on, as an open page does automatically. Raises NotFound, LeaseLost."""
    with store.transaction() as tx:
        case = tx.cases.get(case_id)
        check_owner(case, token, login)
        until = tx.cases.renew(case_id, token, lease=_length(case))
    return Lease(case_id, token, until)


def release(case_id: str, token: str, login: str, store: Store) -> None:
    """Return the case to the queue. Raises NotFound, LeaseLost."""
    with store.transaction() as tx:
        case = tx.cases.get(case_id)
        check_owner(case, token, login)
        tx.cases.release(case_id, token)
        _record(tx, case, EventKind.CASE_RELEASED, login)


def hand_over(case_id: str, token: str, login: str, to: str, store: Store) -> None:
    """Hand the case over to another person, with a fresh lease. Raises NotFound, LeaseLost."""

    def take() -> None:
        with store.transaction() as tx:
            case = tx.cases.get(case_id)
            check_owner(case, token, login)
            if case.slot_of(to) is not None:
                raise LeaseLost(f"{to} already has a review slot on this case: release yours instead")
            tx.cases.hand_over(case_id, token, to, lease=_length(case))
            _record(tx, case, EventKind.CASE_HANDED_OVER, login, to=to)

    again_after(SAME_REVIEW_SLOT, take)


def take_from(case_id: str, holder: str, *, lead: str, store: Store) -> None:
    """Return a case that somebody holds to the queue, as a desk lead. Raises NotFound, LeaseLost."""
    with store.transaction() as tx:
        case = tx.cases.get(case_id)
        slot = case.slot_of(holder)
        if slot is None or slot.token is None:
            raise LeaseLost(f"{holder} does not hold this case")
        tx.cases.release(case_id, slot.token)
        _record(tx, case, EventKind.CASE_TAKEN_FROM, lead, holder=holder)


def skip(case_id: str, login: str, reason: str, store: Store) -> None:
    """Release the case and never show it to this person again. Raises NotFound."""
    with store.transaction() as tx:
        case = tx.cases.get(case_id)
        slot = case.slot_of(login)
        if slot is not None and slot.token is not None and slot.is_held(store.clock.now()):
            tx.cases.release(case_id, slot.token)
        tx.cases.skip(case_id, login, reason)
        _record(tx, case, EventKind.CASE_SKIPPED, login, reason=reason)


def check_owner(case: CaseRecord, token: str, login: str) -> None:
    """Raises LeaseLost."""
    slot = case.slot_of(login)
    if slot is None or slot.token != token:
        raise LeaseLost("your claim on this case has run out, or it was handed over")


def _length(case: CaseRecord) -> timedelta:
    return timedelta(minutes=case.frozen.desk.lease_minutes)


def _record(tx: Transaction, case: CaseRecord, kind: EventKind, actor: str, **data: object) -> None:
    tx.submissions.record(case.submission_id, kind, {"escalation": case.id, **data}, actor=actor)
