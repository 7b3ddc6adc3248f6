"""A reply as the ledger keeps it: whatever a provider sends can be stored, and has a cost. Pure."""

from dataclasses import replace
from decimal import Decimal

from app.domain.chat import ChatReply, Usage
from app.llm.usage import ABSURD, MOST_TOKENS
from app.platform.masking import mask_secrets
from app.text.storable import storable_text

LONGEST_NAME = 200
LONGEST_PROBLEM = 300
MOST_COST = Decimal(1_000_000)
"""US dollars, of one call of a model that cannot say what it costs at most."""


def storable(reply: ChatReply, *, most: Decimal) -> ChatReply:
    """The reply without what a database refuses, its cost at `most` where its own cannot be believed.

    `most` is what the call was reserved at, in US dollars.
    """
    usage = reply.usage
    note = reply.usage_note or _improbable(reply.cost, most)
    return replace(
        reply,
        text=storable_text(reply.text),
        usage=Usage(*map(_tokens, (usage.input_tokens, usage.cached_tokens, usage.output_tokens))),
        model=storable_text(reply.model)[:LONGEST_NAME],
        request_id=None if reply.request_id is None else storable_text(reply.request_id)[:LONGEST_NAME],
        problem=mask_secrets(storable_text(reply.problem))[:LONGEST_PROBLEM],
        cost=most if note else reply.cost,
        usage_note=note[:LONGEST_NAME],
    )


def _improbable(cost: Decimal, most: Decimal) -> str:
    if not cost.is_finite() or cost < 0:
        return "the provider's cost is not an amount"
    limit = ABSURD * most if most else MOST_COST
    return "the provider's cost is far above the most that the call can cost" if cost > limit else ""


def _tokens(number: int) -> int:
    return min(max(number, 0), MOST_TOKENS)
