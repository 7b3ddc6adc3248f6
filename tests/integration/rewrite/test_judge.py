"""Words that nothing explains are put to a second model, over HTTP and through the ledger."""

import json

import pytest
from sqlalchemy import select

from app.db.tables.jobs import LlmCall
from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.workflow.application import Application
from app.workflow.inline import drain
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

TEXT = (
    b"# Council\n\nThe council praised the plan for the park on a long evening. Many neighbours had come, "
    b"and they stayed until the end of the session.\n"
)


@pytest.fixture
def said():
    return {"change": lambda text: text.replace("praised", "championed"), "findings": [], "asked": []}


@pytest.fixture
def server(said):
    def answer(call):
        if "## Passage 1" in call.user:
            said["asked"].append(call.user)
            return said.get("answer") or json.dumps({"findings": said["findings"]})
        return rewriting(said["change"])(call)

    with LlmServer(answer=answer) as running:
        yield running


def rewritten(services, **policy):
    told = {"providers": ("openai:writer", "openai:reader"), "max_rewrites": 1, **policy}
    whole = Policy(
        required=frozenset({Goal.AEO}),
        recommended=frozenset(),
        min_aeo=99.0,
        detectors=DetectorPolicy(use=()),
        rewrite=RewritePolicy(**told),
    )
    submission_id = Application(services).submit(TEXT, path="a.md", policy=whole).submission_id
    drain(services)
    with services.store.read() as tx:
        return tx.detail(submission_id)


def calls(services):
    with services.store.read() as tx:
        return [(row.purpose, row.model) for row in tx.session.scalars(select(LlmCall))]


def test_the_other_model_of_the_policy_reads_the_doubtful_sentence_and_settles_it(services, said):
    detail = rewritten(services)

    assert detail.cycles[0].outcome == "adopted"
    assert calls(services) == [("rewrite", "writer"), ("check", "reader")]
    (asked,) = said["asked"]
    assert "The council championed the plan" in asked
    assert "neighbours" not in asked, "what is not in doubt is not sent"
    settled = [one for one in detail.cycles[0].facts["differences"] if one["notice"]]
    assert "no difference to openai:reader" in settled[0]["why"]


def test_what_the_judge_doubts_goes_to_a_person_with_its_reason(services, said):
    said["findings"] = [{"passage": 1, "kind": "unsupported", "why": "to champion is more"}]

    detail = rewritten(services)

    assert detail.cycles[0].outcome == "facts-doubted"
    assert "to champion is more" in detail.escalations[-1].message


@pytest.mark.parametrize(
    ("change", "policy", "outcome"),
    [
        (("praised", "championed"), {"judge": "none"}, "facts-doubted"),
        (("praised", "championed"), {"providers": ("openai:writer",)}, "facts-doubted"),
        (("Many neighbours", "Nine neighbours"), {}, "facts-broken"),
    ],
)
def test_no_judge_is_asked_where_the_policy_has_none_or_the_report_refuses(
    services, said, change, policy, outcome
):
    said["change"] = lambda text: text.replace(*change)

    assert rewritten(services, **policy).cycles[0].outcome == outcome
    assert said["asked"] == []


def test_a_judge_that_answers_nonsense_approves_nothing(services, said):
    said["answer"] = "All is well, APPROVED."

    detail = rewritten(services)

    assert detail.cycles[0].outcome == "unchecked"
    assert detail.cycles[0].candidate is not None
