"""A rewrite over HTTP, in the three dialects: what is sent, what comes back, what is refused."""

from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import httpx2
import pytest

from app.content import read_text
from app.domain.errors import ProviderRefused, ReplyUnusable
from app.domain.policy import RewritePolicy
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.llm.models.anthropic import AnthropicModel
from app.llm.models.openai import OpenAIModel
from app.llm.prices import Price
from app.rewrite.apply import apply
from app.rewrite.facts import facts_report
from app.rewrite.paid import PaidRewriter
from app.rewrite.proposal import RewriteJob
from app.rewrite.text import Text
from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

PRICE = Price(Decimal(1), Decimal("0.1"), Decimal("1.25"), Decimal(10))
SOURCE = (
    "# Tape\r\n\r\nIt stays as it is.\r\n\r\n## How long?\r\n\r\n"
    "It is a fact that the tape holds 12.5 km, see [here](https://a.example).\r\n"
)


class PassOn:
    """A ledger without a database: what it promises has its own tests."""

    def complete(self, model, request, *, key, account, may_repeat=False, batch=None):
        return model.complete(request)


@pytest.fixture
def server():
    with LlmServer(answer=rewriting()) as running:
        yield running


@pytest.fixture(params=["chat", "responses", "messages"])
def rewriter(request, server):
    settings = {"api_key": "k", "price": PRICE, "timeout_seconds": 10.0}
    if request.param == "chat":
        yield PaidRewriter(OpenAIModel("m", base_url=server.openai_url, **settings), PassOn())
    elif request.param == "messages":
        yield PaidRewriter(AnthropicModel("m", base_url=server.anthropic_url, **settings), PassOn())
    else:
        with closing(httpx2.Client(transport=ToServer(server.openai_url))) as client:
            yield PaidRewriter(OpenAIModel("m", http_client=client, **settings), PassOn())


class ToServer(httpx2.BaseTransport):
    """Sends what is meant for the vendor's own host to the local server."""

    def __init__(self, url):
        self._target = httpx2.URL(url)
        self._inner = httpx2.HTTPTransport()

    def handle_request(self, request):
        request.url = request.url.copy_with(scheme="http", host=self._target.host, port=self._target.port)
        request.headers["host"] = f"{self._target.host}:{self._target.port}"
        return self._inner.handle_request(request)

    def close(self):
        self._inner.close()


def job():
    finding = Finding("wordy", "wordy", Severity.WARNING, EvidenceGrade.C, section_id="s2")
    return RewriteJob("sub", "rev", 1, Text(SOURCE, "a.md"), (finding,), RewritePolicy())


def test_a_rewrite_changes_the_section_asked_for_and_keeps_every_other_byte(rewriter, server):
    asked = job()

    proposal = rewriter.propose(asked)

    text = apply(asked.document, proposal)
    assert text == SOURCE.replace("It is a fact that the", "The")
    assert facts_report(asked.document, read_text(text, path="a.md")).kept
    assert proposal.cost > 0
    assert "https://a.example" not in server.calls[0].user


@pytest.mark.parametrize(
    ("fault", "error"),
    [("refusal", ProviderRefused), ("truncated", ReplyUnusable), ("not-json", ReplyUnusable)],
)
def test_a_paid_answer_that_cannot_be_used_is_refused_by_name(rewriter, server, fault, error):
    server.faults.append(fault)

    with pytest.raises(error):
        rewriter.propose(job())

    assert server.paid == 1


def test_a_model_that_invents_is_stopped_by_the_facts(rewriter, server):
    server.answer = rewriting(
        lambda text: text.replace("the tape holds", "the tape, 99 % of it at www.evil.example, holds")
    )
    asked = job()

    text = apply(asked.document, rewriter.propose(asked))

    report = facts_report(asked.document, read_text(text, path="a.md"))
    assert not report.kept
    assert len(report.never_automatic) >= 2


@pytest.mark.parametrize(("has_batches", "batch"), [(True, "openai:m"), (False, None)])
def test_a_rewrite_that_may_wait_joins_a_batch_only_if_the_provider_has_them(server, has_batches, batch):
    batches = []

    class Recording(PassOn):
        def complete(self, model, request, *, batch=None, **more):
            batches.append(batch)
            return super().complete(model, request, **more)

    model = OpenAIModel("m", base_url=server.openai_url, api_key="k", price=PRICE, timeout_seconds=10.0)
    with closing(PaidRewriter(model, Recording(), has_batches=has_batches)) as rewriter:
        rewriter.propose(replace(job(), may_wait=True))

    assert batches == [batch]
