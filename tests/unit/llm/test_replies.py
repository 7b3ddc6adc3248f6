"""Whatever a provider sends, the reply that was paid for can be stored."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.chat import ChatReply, Usage
from app.llm.replies import storable

MOST = Decimal("0.10")


def reply(**changes):
    return replace(ChatReply("{}", Usage(10, 0, 5), "m", cost=Decimal("0.02")), **changes)


def test_a_good_reply_stays_as_it_is():
    good = reply(request_id="req-1", problem="truncated: length")

    assert storable(good, most=MOST) == good


def test_characters_that_no_database_takes_are_replaced_and_long_names_cut():
    kept = storable(reply(text="a\x00b\ud800c", model="m\x00" * 300, request_id="r" * 999), most=MOST)

    assert kept.text == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    assert len(kept.model) == len(kept.request_id) == 200
    kept.model.encode()


def test_tokens_fit_the_columns():
    assert storable(reply(usage=Usage(2**40, -5, 7)), most=MOST).usage == Usage(2**31 - 1, 0, 7)


@pytest.mark.parametrize("cost", ["-0.01", "NaN", "Infinity", "9.99", "1e30"])
def test_a_cost_that_cannot_be_true_counts_at_the_most_and_is_marked(cost):
    kept = storable(reply(cost=Decimal(cost)), most=MOST)

    assert kept.cost == MOST
    assert "cost" in kept.usage_note


def test_usage_that_was_not_believed_counts_at_the_most():
    assert storable(reply(usage_note="the provider reported no usage"), most=MOST).cost == MOST
