"""A provider whose quota is gone is stopped: all that waits is told so, or goes to the next provider."""

import pytest

from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.priority import Priority
from app.domain.review import EscalationReason
from app.workflow.application import Application, Incoming
from app.workflow.inline import drain
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

TEXT = "# Barrels\n\nIt is a fact that barrel {number} is empty in order to save water in the long summer.\n"


@pytest.fixture
def server():
    with LlmServer(answer=rewriting()) as running:
        running.faults.append("quota")
        yield running


def rewritten(services, *providers):
    policy = Policy(
        required=frozenset({Goal.AEO}),
        recommended=frozenset(),
        min_aeo=99.0,
        detectors=DetectorPolicy(use=()),
        rewrite=RewritePolicy(providers=providers, max_rewrites=1),
    )
    texts = [Incoming(TEXT.format(number=n).encode(), f"{n}.md", policy, Priority.NORMAL) for n in range(3)]
    told = list(Application(services).submit_many(texts, run_id="run"))
    drain(services)
    with services.store.read() as tx:
        return [tx.detail(one.submission_id) for one in told]


def test_all_that_waits_is_escalated_with_that_reason_and_one_call_was_made(services, server):
    details = rewritten(services, "openai:local")

    reasons = [detail.escalations[-1].reason for detail in details]
    assert reasons == [EscalationReason.PROVIDER_DOWN] * 3
    assert all("quota" in detail.escalations[-1].message for detail in details)
    assert (len(server.calls), server.paid) == (1, 0)


def test_the_next_provider_of_the_policy_takes_over(services, server):
    details = rewritten(services, "openai:local", "rules")

    assert [detail.cycles[0].provider for detail in details] == ["rules"] * 3
    assert len(server.calls) == 1
