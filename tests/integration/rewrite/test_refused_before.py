"""A text that is sent back after a refused rewrite: the next request says what was refused."""

import pytest

from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.review import DecisionKind
from app.escalation.decide import Decision
from app.workflow.application import Application
from app.workflow.inline import drain
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

TEXT = b"# Kettles\n\nThe kettle may boil over in the morning, as the maker says. It stands in the kitchen.\n"


@pytest.fixture
def seen():
    return []


@pytest.fixture
def server(seen):
    change = rewriting(lambda text: text.replace("may boil over", "never boils over"))

    def answer(call):
        seen.append(call.user)
        return change(call)

    with LlmServer(answer=answer) as running:
        yield running


def test_the_next_cycle_is_told_what_was_refused_and_where(services, seen):
    policy = Policy(
        required=frozenset({Goal.AEO}),
        recommended=frozenset(),
        min_aeo=99.0,
        detectors=DetectorPolicy(use=()),
        rewrite=RewritePolicy(providers=("openai:local",)),
    )
    desk = Application(services)
    submission_id = desk.submit(TEXT, path="a.md", policy=policy).submission_id
    drain(services)
    back = Decision(DecisionKind.REWRITE, "ada", "it may", instructions="say that it may")
    desk.decide(desk.escalation(submission_id).id, back)
    drain(services)

    first, second = seen
    assert "was refused" not in first
    assert "before>The kettle may boil over in the morning, as the maker says.</data" in second
    assert "refused>The kettle never boils over in the morning, as the maker says.</data" in second
    assert "- section s1, " in second
