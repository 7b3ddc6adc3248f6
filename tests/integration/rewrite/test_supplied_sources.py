"""A figure that the policy's sources hold: supported in the score, no broken fact, accepted by a person."""

import pytest

from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.review import EscalationReason
from app.workflow.application import Application
from app.workflow.inline import drain
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

TEXT = "# Barrels\n\nIt is a fact that the barrel is empty in order to save water in the long summer.\n"
NEW = "and 83 % of it is saved in the long summer"


@pytest.fixture
def server():
    with LlmServer(answer=rewriting(lambda text: text.replace("in the long summer", NEW))) as running:
        yield running


def rewritten(services, *, sources):
    policy = Policy(
        required=frozenset({Goal.AEO}),
        recommended=frozenset(),
        min_aeo=99.0,
        sources=sources,
        detectors=DetectorPolicy(use=()),
        rewrite=RewritePolicy(providers=("openai:local",), max_rewrites=1),
    )
    told = Application(services).submit(TEXT.encode(), path="a.md", policy=policy)
    drain(services)
    with services.store.read() as tx:
        return tx.detail(told.submission_id)


@pytest.mark.parametrize(
    ("sources", "outcome", "is_held"),
    [(("The water audit counted 83 percent.",), "facts-new", True), ((), "facts-broken", False)],
)
def test_a_new_figure_goes_to_a_person_who_is_told_whether_a_source_holds_it(
    services, sources, outcome, is_held
):
    detail = rewritten(services, sources=sources)

    (cycle,) = detail.cycles
    assert cycle.outcome == outcome
    assert detail.escalations[-1].reason is EscalationReason.FACTS_BROKEN
    assert "83 %" in detail.escalations[-1].message
    assert ("supplied source" in detail.escalations[-1].message) is is_held
    assert cycle.facts is not None
    assert [found["sourced"] for found in cycle.facts["differences"]] == [is_held]
