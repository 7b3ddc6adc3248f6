"""The ledger's rows: reserve and settle are atomic over all workers, and budgets are hard."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from app.db.statements import calls
from app.db.statements.core import run
from app.db.tables.jobs import Budget, CallOutcome, CallState, LlmCall
from app.domain.chat import ChatReply, Usage
from app.domain.errors import BudgetExhausted, ConflictError
from app.platform.clock import Clock, fresh_id
from app.platform.masking import mask_secrets
from app.text.storable import storable_text

MICRO = Decimal(1_000_000)
UNLIMITED = 2**62
"""Micro-dollars: more than any budget, and still a number of every database."""


@dataclass(frozen=True, slots=True)
class NewCall:
    """The row written before a paid call is sent."""

    key: str
    """Of the request: its attempts share it."""
    attempt: int
    provider: str
    model: str
    prompt_version: str
    most: Decimal
    """US dollars, an upper bound."""
    is_approximate: bool
    submission_id: str | None
    revision_id: str | None
    run_id: str
    project_id: str
    purpose: str
    batch_id: str | None = None
    request: Mapping[str, Any] | None = None
    """The request to send, for a call in a batch."""


@dataclass(frozen=True, slots=True)
class StoredCall:
    """One attempt at a request."""

    id: str
    attempt: int
    state: CallState
    reply: ChatReply | None
    """Kept before it is used; None until settled."""
    error: str
    batch_id: str | None = None
    outcome: CallOutcome = CallOutcome.NONE


def key_of(request_key: str, attempt: int) -> str:
    """Of one attempt, always 64 characters where the request's key has 64."""
    if attempt == 1:
        return request_key
    return hashlib.sha256(f"{request_key}:{attempt}".encode()).hexdigest()


def micro_usd(amount: Decimal) -> int:
    """Whole micro-dollars, rounded up, so that a budget is never exceeded by a fraction."""
    return int((amount * MICRO).to_integral_value(ROUND_CEILING))


class LedgerRows:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def attempts(self, request_key: str) -> list[StoredCall]:
        """Every attempt at this request, the first one first."""
        return [_stored(row) for row in run(self._session, calls.BY_REQUEST, {"wanted": request_key})]

    def reserve(self, call: NewCall, limits: Mapping[str, Decimal | None]) -> str:
        """Reserve this call's maximum cost in every scope, or in none; returns the row's id.

        `limits` maps scopes (`month:2026-11`) to US dollars; None counts without a limit. Raises
        BudgetExhausted naming the scope, ConflictError when another worker is asking the same.
        """
        most = micro_usd(call.most)
        call_id = self._reserved_row(call, most, sorted(limits))
        # Last, because all workers share these rows: they are locked no longer than the commit takes.
        self._add_to_budgets(most, limits)
        return call_id

    def _reserved_row(self, call: NewCall, most: int, scopes: list[str]) -> str:
        row = {
            "id": fresh_id(self._clock),
            "key": key_of(call.key, call.attempt),
            "request_key": call.key,
            "attempt": call.attempt,
            "submission_id": call.submission_id,
            "revision_id": call.revision_id,
            "run_id": call.run_id,
            "project_id": call.project_id,
            "purpose": call.purpose,
            "provider": call.provider,
            "model": call.model,
            "prompt_version": call.prompt_version,
            "state": CallState.RESERVED,
            "is_approximate": call.is_approximate,
            "scopes": scopes,
            "reserved_micro_usd": most,
            "error": "",
            "batch_id": call.batch_id,
            "request": None if call.request is None else dict(call.request),
            "created_at": self._clock.now(),
        }
        is_postgresql = self._session.get_bind().dialect.name == "postgresql"
        call_id = run(self._session, calls.reserve(is_postgresql=is_postgresql), row).scalar()
        if call_id is not None:
            return str(call_id)
        raise ConflictError(
            f"attempt {call.attempt} of this call is another worker's already; nothing is sent twice"
        )

    def mark_sent(self, call_id: str) -> None:
        """From here on the outcome is unknown until it is settled; one statement. Raises ConflictError."""
        sent = {"wanted": call_id, "state": CallState.SENT, "sent_at": self._clock.now()}
        if run(self._session, calls.SENT, sent).scalar() is None:
            raise _moved_on(call_id, (CallState.RESERVED,), CallState.SENT)

    def settle(self, call_id: str, reply: ChatReply) -> None:
        """Save the reply and replace the reservation by its cost; a late answer counts too."""
        cost = micro_usd(reply.cost)
        kept = {
            "settled_at": self._clock.now(),
            "cost_micro_usd": cost,
            "input_tokens": reply.usage.input_tokens,
            "cached_tokens": reply.usage.cached_tokens,
            "output_tokens": reply.usage.output_tokens,
            "request_id": reply.request_id,
            "reply": reply.text,
            "model": reply.model,
            "error": reply.problem,
            "usage_note": reply.usage_note,
            "outcome": CallOutcome.NONE,
            "request": None,
        }
        row = self._moved(call_id, (CallState.SENT,), CallState.SETTLED, kept)
        if row is not None:
            self._spend(row, reserved=row.reserved_micro_usd, cost=cost)
            return
        # Late: it was taken for maybe billed, and the budgets counted the most it can have cost.
        row = self._moved(call_id, (CallState.MAYBE_BILLED,), CallState.SETTLED, kept)
        if row is None:
            raise _moved_on(call_id, (CallState.SENT, CallState.MAYBE_BILLED), CallState.SETTLED)
        self._spend(row, reserved=0, cost=cost - row.reserved_micro_usd)

    def release(self, call_id: str, *, state: CallState, error: str) -> None:
        """Nothing was billed: `state` is RELEASED (never sent, or busy) or REFUSED."""
        expected = (CallState.RESERVED, CallState.SENT)
        row = self._moved(call_id, expected, state, {"error": _kept(error)})
        if row is None:
            raise _moved_on(call_id, expected, state)
        self._spend(row, reserved=row.reserved_micro_usd, cost=0)

    def mark_maybe_billed(self, call_id: str, *, error: str, outcome: CallOutcome = CallOutcome.LOST) -> None:
        """The call was sent, and no answer of use was seen. The budgets count its maximum cost."""
        parameters = {
            "wanted": call_id,
            "state": CallState.MAYBE_BILLED,
            "error": _kept(error),
            "outcome": outcome,
            "settled_at": self._clock.now(),
        }
        row = run(self._session, calls.MAYBE_BILLED, parameters).one_or_none()
        if row is None:
            raise _moved_on(call_id, (CallState.SENT,), CallState.MAYBE_BILLED)
        self._spend(row, reserved=row.reserved_micro_usd, cost=row.reserved_micro_usd)

    def give_up(self, submission_id: str, *, error: str) -> None:
        """Give up on calls in progress: those sent may be billed, the others were not."""
        self._end_under_way(LlmCall.submission_id == submission_id, error=error)

    def abandon(self, *, begun_before: datetime, limit: int) -> int:
        """The same for calls so old that their process must be gone; returns how many."""
        error = "the process ended while it waited for the answer"
        return self._end_under_way(LlmCall.created_at <= begun_before, error=error, limit=limit)

    def _end_under_way(self, which: ColumnElement[bool], *, error: str, limit: int | None = None) -> int:
        under_way = select(LlmCall.id, LlmCall.state).where(
            which,
            LlmCall.state.in_((CallState.RESERVED, CallState.SENT)),
            LlmCall.batch_id.is_(None),
        )
        found = self._session.execute(under_way.limit(limit).with_for_update(skip_locked=True)).all()
        for call_id, state in found:
            if state is CallState.SENT:
                self.mark_maybe_billed(call_id, error=error)
            else:
                self.release(call_id, state=CallState.RELEASED, error=error)
        return len(found)

    def _moved(
        self, call_id: str, expected: tuple[CallState, ...], to: CallState, values: Mapping[str, Any]
    ) -> Row[Any] | None:
        """Compare and swap the state; None if it is none of those expected."""
        parameters = {"wanted": call_id, "state": to, **values}
        return run(self._session, calls.move(expected), parameters).one_or_none()

    def _add_to_budgets(self, most: int, limits: Mapping[str, Decimal | None]) -> None:
        """One statement for all scopes; if one of them lacks room, the transaction is rolled back."""
        for scope, limit in limits.items():
            if limit is not None and most > int(limit * MICRO):
                raise self._exhausted(scope, limit, most)
        rooms = {scope: UNLIMITED if limit is None else int(limit * MICRO) for scope, limit in limits.items()}
        done = self._add(sorted(limits), reserved=most, spent=0, rooms=rooms)
        for scope in sorted(limits.keys() - done):
            raise self._exhausted(scope, limits[scope], most)

    def _add(
        self, scopes: Sequence[str], *, reserved: int, spent: int, rooms: Mapping[str, int] | None = None
    ) -> set[str]:
        parameters: dict[str, Any] = {"reserved": reserved, "spent": spent}
        for number, scope in enumerate(scopes):
            parameters[f"scope{number}"] = scope
            if rooms is not None:
                parameters[f"room{number}"] = rooms[scope]
        statement = calls.add_to_budgets(len(scopes), is_bounded=rooms is not None)
        return set(run(self._session, statement, parameters).scalars())

    def _exhausted(self, scope: str, limit: Decimal | None, most: int) -> BudgetExhausted:
        row = self._session.get(Budget, scope)
        spent, reserved = (row.spent_micro_usd, row.reserved_micro_usd) if row is not None else (0, 0)
        return BudgetExhausted(
            f"the budget of {scope} is {limit} USD; {spent / 1e6:.4f} is spent, "
            f"{reserved / 1e6:.4f} reserved, and this call may cost {most / 1e6:.4f} more"
        )

    def _spend(self, call: Row[Any], *, reserved: int, cost: int) -> None:
        self._add(sorted(call.scopes), reserved=-reserved, spent=cost)


def _kept(error: str) -> str:
    """Also of a plug-in's provider, which masks nothing itself."""
    return mask_secrets(storable_text(error))


def _moved_on(call_id: str, expected: tuple[CallState, ...], to: CallState) -> ConflictError:
    return ConflictError(f"call {call_id} is no longer {' or '.join(expected)}: it cannot become {to}")


def _stored(row: Row[Any]) -> StoredCall:
    reply = None
    if row.state is CallState.SETTLED:
        reply = ChatReply(
            text=row.reply or "",
            usage=Usage(row.input_tokens, row.cached_tokens, row.output_tokens),
            model=row.model,
            request_id=row.request_id,
            cost=Decimal(row.cost_micro_usd) / MICRO,
            problem=row.error,
            usage_note=row.usage_note,
        )
    return StoredCall(row.id, row.attempt, row.state, reply, row.error, row.batch_id, row.outcome)
