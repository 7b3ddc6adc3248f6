"""Who judges doubts of wording, and which of them are settled."""

import pytest

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, FactsReport, Outcome
from app.domain.policy import RewritePolicy
from app.rewrite.checks.choice import judge_of, needs_judge
from app.rewrite.checks.contract import Passage, doubt
from app.rewrite.checks.settle import doubtful, settled
from app.rewrite.proposal import Proposal


def wrote(provider="openai", model="gpt-x-2026-01-15"):
    return Proposal({}, provider=provider, model=model)


@pytest.mark.parametrize(
    ("policy", "judge"),
    [
        ({"providers": ("openai:gpt-x",)}, None),
        ({"providers": ("openai:gpt-x", "anthropic:c")}, "anthropic:c"),
        ({"providers": ("anthropic:c", "openai:gpt-x", "rules")}, "anthropic:c"),
        ({"providers": ("rules", "openai:gpt-x", "openai:gpt-y")}, "openai:gpt-y"),
        ({"providers": ("openai", "anthropic")}, "anthropic"),
        ({"providers": ("openai:gpt-x", "rules", "plug-in")}, None),
        ({"providers": ("openai:gpt-x",), "judge": "openai:gpt-x"}, "openai:gpt-x"),
        ({"providers": ("openai:gpt-x", "anthropic:c"), "judge": "none"}, None),
        ({"providers": ("openai:gpt-x", "anthropic:c"), "on_wording": "accept"}, None),
    ],
)
def test_another_model_of_the_policy_judges_unless_it_names_one_or_nobody(policy, judge):
    assert judge_of(RewritePolicy(**policy), wrote()) == judge


def test_what_rules_wrote_nobody_judges():
    policy = RewritePolicy(providers=("rules", "openai:gpt-x"))

    assert judge_of(policy, wrote("rules", "rules")) is None


def difference(place, outcome=Outcome.DOUBT_WORDING, **changes):
    span = Span(place, place + 5)
    return FactDifference(
        FactKind.WORDING, FactFate.CHANGED, "a", "b", span, span, outcome=outcome, **changes
    )


def passage(place):
    return Passage("was", "is", Span(place, place + 50), Span(place, place + 50), "s1")


WORDS, MEANING = difference(10), difference(110, Outcome.DOUBT_MEANING)
BROKEN = difference(210, Outcome.BROKEN)


@pytest.mark.parametrize(
    ("differences", "unchecked", "needed"),
    [
        ([WORDS], (), True),
        ([], (), False),
        ([WORDS, MEANING], (), False),
        ([WORDS, BROKEN], (), False),
        ([WORDS], (FactKind.HEDGE,), False),
    ],
)
def test_a_judge_is_paid_only_where_a_person_would_not_look_anyway(differences, unchecked, needed):
    assert needs_judge(FactsReport(tuple(differences), unchecked=unchecked)) is needed


def test_only_the_passages_in_doubt_are_shown():
    facts = FactsReport((WORDS, difference(310, is_notice=True)))

    assert doubtful(facts, [passage(0), passage(100), passage(300)]) == [passage(0)]


def test_a_doubt_is_settled_where_its_own_passage_is_clean_and_says_by_whom():
    other = difference(110)
    facts = FactsReport((WORDS, other))
    passages = [passage(0), passage(100)]

    read = settled(facts, passages, [doubt(passage(100), found_by="x", why="no")], by="openai:y")

    assert [one.is_notice for one in read.differences] == [True, False]
    assert read.differences[0].why == "no difference to openai:y"


def test_neither_a_break_nor_a_doubt_of_meaning_nor_what_was_not_read_is_settled():
    facts = FactsReport((MEANING, BROKEN, difference(900)))

    assert settled(facts, [passage(100), passage(200)], [], by="openai:y") == facts
