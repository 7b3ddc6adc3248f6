"""Whether a request that was sent before may be sent again. Pure.

| what the attempts say | another attempt |
| --- | --- |
| none was billed: not sent, rate limited, refused | yes |
| answered with an error, maybe billed | yes, up to `MOST_FAILED` of them |
| no answer seen, maybe billed | no; one, where the policy says `on_unknown_outcome = "repeat"` |
"""

from collections import Counter
from collections.abc import Sequence

from app.db.repositories.ledger import StoredCall
from app.db.tables.jobs import CallOutcome

MOST_FAILED = 3
"""Attempts that a provider answers with an error before a person is asked; each counts at its most."""
REPEATS = 1
"""After a call whose answer nobody saw."""


def why_not_again(attempts: Sequence[StoredCall], *, may_repeat: bool) -> str:
    """Why a person decides before this request is paid for again; empty if it may be sent."""
    counted = Counter(attempt.outcome for attempt in attempts if attempt.reply is None)
    if counted[CallOutcome.LOST] > (REPEATS if may_repeat else 0):
        lost = next(one for one in reversed(attempts) if one.outcome is CallOutcome.LOST)
        return (
            f"call {lost.id} was sent, its answer never seen ({lost.error}): maybe billed. "
            "A person decides whether to pay again"
        )
    if counted[CallOutcome.FAILED] >= MOST_FAILED:
        failed = next(one for one in reversed(attempts) if one.outcome is CallOutcome.FAILED)
        return (
            f"{counted[CallOutcome.FAILED]} attempts were answered with errors, the last one ({failed.id}): "
            f"{failed.error}. Each is maybe billed. A person decides whether to pay again"
        )
    return ""
