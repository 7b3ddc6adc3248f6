"""A judge of a policy looks at the meaning of a rewrite: over HTTP, through the ledger, as strict as told."""

import json

import pytest
from sqlalchemy import select

from app.db.tables.jobs import LlmCall
from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.priority import Priority
from app.domain.review import EscalationReason
from app.workflow.application import Application, Incoming
from app.workflow.inline import drain
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

TEXT = (
    "# Council\n\nIt is a fact that the council praised the plan in order to calm the neighbours of the "
    "park, who had come in great numbers and stayed until the end of the long evening.\n"
)


def is_judging(call):
    return "## Passage 1" in call.user


class Server:
    """Rewrites as told, and judges as told."""

    def __init__(self):
        self.change = lambda text: text.replace("praised", "mocked")
        self.findings = []
        self.judged = 0

    def answer(self, call):
        if is_judging(call):
            self.judged += 1
            return json.dumps({"findings": self.findings})
        return rewriting(self.change)(call)


@pytest.fixture
def said():
    return Server()


@pytest.fixture
def server(said):
    with LlmServer(answer=said.answer) as running:
        yield running


def rewritten(services, **policy):
    told = {"providers": ("openai:local",), "checks": ("openai:judge",), "max_rewrites": 1, **policy}
    whole = Policy(
        required=frozenset({Goal.AEO}),
        recommended=frozenset(),
        min_aeo=99.0,
        detectors=DetectorPolicy(use=()),
        rewrite=RewritePolicy(**told),
    )
    [one] = Application(services).submit_many(
        [Incoming(TEXT.encode(), "a.md", whole, Priority.NORMAL)], run_id="run"
    )
    drain(services)
    with services.store.read() as tx:
        return tx.detail(one.submission_id)


def calls(services):
    with services.store.read() as tx:
        return [(row.purpose, row.model, str(row.state)) for row in tx.session.scalars(select(LlmCall))]


CONTRADICTION = [{"passage": 1, "kind": "contradiction", "why": "praise became mockery"}]


def test_a_lie_that_keeps_every_fact_is_seen_by_the_judge_and_left_to_a_person(services, said):
    said.findings = CONTRADICTION

    detail = rewritten(services)

    assert detail.cycles[0].outcome == "facts-doubted"
    assert detail.escalations[-1].reason is EscalationReason.FACTS_BROKEN
    assert "praise became mockery" in detail.escalations[-1].message
    found = {(one["kind"], one["found_by"]) for one in detail.cycles[0].facts["differences"]}
    assert ("meaning", "openai:judge") in found
    assert len(detail.revisions) == 1


def test_by_policy_the_doubt_is_shown_and_the_rewrite_goes_on(services, said):
    said.findings = CONTRADICTION

    detail = rewritten(services, on_doubt="notice", on_wording="accept")

    assert detail.cycles[0].outcome == "adopted"
    assert detail.cycles[0].facts["differences"][-1]["notice"]


def test_both_calls_are_rows_of_the_ledger_with_their_purpose(services):
    assert rewritten(services).cycles[0].outcome == "adopted"

    assert calls(services) == [("rewrite", "local", "settled"), ("check", "judge", "settled")]


def test_a_judge_approves_nothing_that_the_facts_refused_and_is_not_asked(services, said):
    said.change = lambda text: text.replace("the plan", "the plan of 99 people")

    detail = rewritten(services)

    assert detail.cycles[0].outcome == "facts-broken"
    assert said.judged == 0


def test_a_judge_that_is_busy_is_asked_later_and_the_rewrite_is_not_paid_again(services, server):
    server.retry_after = "0"
    busy = ["429"]
    server.fault_of = lambda call: busy.pop() if is_judging(call) and busy else ""

    detail = rewritten(services)

    assert detail.cycles[0].outcome == "adopted"
    assert [purpose for purpose, _, state in calls(services) if state == "settled"] == ["rewrite", "check"]


def test_a_check_that_is_not_set_up_leaves_the_rewrite_to_a_person(services):
    detail = rewritten(services, checks=("openai:judge", "nli"))

    assert detail.cycles[0].outcome == "unchecked"
    assert "COPYDESK_NLI_MODEL" in detail.escalations[-1].message
