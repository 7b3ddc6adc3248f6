"""Each way a provider can fail has one outcome, seen at the wire of a server that misbehaves."""

import json
from contextlib import closing
from decimal import Decimal

import httpx2
import pytest

from app.config.settings import Settings
from app.domain.chat import ChatRequest
from app.domain.errors import (
    ConfigurationError,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRateLimited,
    ProviderRefused,
    ProviderStopped,
    ProviderUnavailable,
    UnknownPlugin,
)
from app.llm.models.anthropic import AnthropicModel
from app.llm.models.contract import ChatModel
from app.llm.models.openai import OpenAIModel
from app.llm.prices import Price, price_of, read_prices
from app.llm.registry import build_model
from app.llm.tokens import upper_bound
from tests.support.llm_server import LlmServer

PRICE = Price(Decimal(1), Decimal("0.1"), Decimal("1.25"), Decimal(10))
SCHEMA = {
    "type": "object",
    "properties": {"replacements": {"type": "array", "items": {"type": "string"}}},
    "required": ["replacements"],
    "additionalProperties": False,
}
REQUEST = ChatRequest("You edit.", "Edit this.", SCHEMA, "edit", 500, "p1")
DIALECTS = ("chat", "messages", "responses")


@pytest.fixture
def server():
    with LlmServer() as running:
        yield running


def model_of(dialect, server, **options):
    options = {"api_key": "k", "price": PRICE, "timeout_seconds": 5.0, **options}
    if dialect == "messages":
        return AnthropicModel("claude-x", base_url=server.anthropic_url, **options)
    if dialect == "chat":
        return OpenAIModel("gpt-x", base_url=server.openai_url, **options)

    def to_local(request):
        request.url = httpx2.URL(f"{server.openai_url}/{request.url.path.rsplit('/', 1)[-1]}")
        request.headers["host"] = f"127.0.0.1:{server.port}"

    client = httpx2.Client(event_hooks={"request": [to_local]})
    return OpenAIModel("gpt-x", http_client=client, **options)


@pytest.fixture(params=DIALECTS)
def dialect(request):
    return request.param


@pytest.fixture
def model(dialect, server):
    with closing(model_of(dialect, server)) as found:
        yield found


def test_a_good_answer_comes_with_its_usage_and_cost(model, server):
    reply = model.complete(REQUEST)

    assert isinstance(model, ChatModel)
    assert json.loads(reply.text) == {"replacements": []}
    assert (reply.usage.input_tokens, reply.usage.cached_tokens) == (400, 600)
    assert reply.cost == (400 * 1 + 600 * Decimal("0.1") + reply.usage.output_tokens * 10) / 1_000_000
    assert (reply.request_id, reply.problem) == ("req-local", "")
    assert server.paid == 1


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("400", ProviderRefused),
        ("401", ProviderStopped),
        ("402", ProviderStopped),
        ("403", ProviderStopped),
        ("404", ProviderRefused),
        ("408", ProviderFailed),
        ("409", ProviderFailed),
        ("413", ProviderRefused),
        ("422", ProviderRefused),
        ("418", OutcomeUnknown),
        ("429", ProviderRateLimited),
        ("quota", ProviderStopped),
        ("filter", OutcomeUnknown),
        ("500", ProviderFailed),
        ("502", ProviderFailed),
        ("503", ProviderFailed),
        ("504", OutcomeUnknown),
        ("520", ProviderFailed),
        ("524", OutcomeUnknown),
        ("529", ProviderFailed),
        ("html", ProviderFailed),
        ("lost-before", OutcomeUnknown),
        ("lost-after", OutcomeUnknown),
    ],
)
def test_each_failure_has_one_outcome_and_is_sent_once(model, server, fault, outcome):
    server.faults.append(fault)

    with pytest.raises(outcome) as raised:
        model.complete(REQUEST)

    assert type(raised.value) is outcome
    assert len(server.calls) == 1


def test_a_busy_provider_says_when_to_come_back(model, server):
    server.faults.append("429")

    with pytest.raises(ProviderRateLimited) as raised:
        model.complete(REQUEST)

    assert raised.value.retry_after_seconds == 7.0


def test_a_read_that_times_out_may_have_been_billed(dialect, server):
    server.faults.append("hang")

    with (
        closing(model_of(dialect, server, timeout_seconds=0.3)) as impatient,
        pytest.raises(OutcomeUnknown, match="maybe billed"),
    ):
        impatient.complete(REQUEST)


def test_nothing_is_billed_when_nobody_listens(dialect):
    with LlmServer() as gone:
        model = model_of(dialect, gone)

    with closing(model), pytest.raises(ProviderUnavailable, match="nothing was sent"):
        model.complete(REQUEST)


@pytest.mark.parametrize("fault", ["refusal", "truncated"])
def test_an_answer_that_was_billed_and_cannot_be_used_keeps_its_bill(model, server, fault):
    server.faults.append(fault)

    reply = model.complete(REQUEST)

    assert reply.problem.startswith(fault)
    assert reply.cost > 0
    assert server.paid == 1


def test_what_leaves_the_house_is_a_schema_and_no_storage(dialect, model, server):
    model.complete(REQUEST)
    body = server.calls[0].body

    sent = json.dumps(body)
    assert "additionalProperties" in sent
    assert '"tools"' not in sent
    if dialect == "responses":
        assert body["store"] is False
    if dialect == "messages":
        assert body["system"][0]["cache_control"] == {"type": "ephemeral"}


def test_the_reservation_covers_what_the_call_costs(model, server):
    most = model.most_it_can_cost(REQUEST)

    assert most >= REQUEST.max_output_tokens * PRICE.output / 1_000_000


def test_a_vendors_model_without_a_price_is_refused_and_the_cure_named():
    with pytest.raises(ConfigurationError, match="COPYDESK_PRICES=openai:gpt-unheard-of=INPUT/OUTPUT"):
        price_of("openai", "gpt-unheard-of", overrides={}, is_own_server=False)
    override = read_prices("openai:gpt-unheard-of=2/8/0.5")
    price = price_of("openai", "gpt-unheard-of", overrides=override, is_own_server=False)
    assert price.cost(input_tokens=1_000_000, output=1_000_000) == 10


def test_a_listed_model_has_its_price_and_ones_own_server_is_free():
    listed = price_of("openai", "gpt-5-mini", overrides={}, is_own_server=False)

    assert 0 < listed.cached < listed.input < listed.output
    assert price_of("openai", "llama", overrides={}, is_own_server=True).output == 0


def test_a_missing_key_and_an_unknown_provider_are_said_in_a_sentence(tmp_path):
    settings = Settings(state_dir=tmp_path)

    with pytest.raises(ConfigurationError, match="set ANTHROPIC_API_KEY"):
        build_model("anthropic:claude-haiku-4-5", settings)
    with pytest.raises(UnknownPlugin, match=r"Known: anthropic, openai\. .*write-a-provider\.md"):
        build_model("mystery:1", settings)


def test_without_a_vocabulary_the_count_is_a_bound():
    assert upper_bound("né à 3 %").tokens == len("né à 3 %".encode())
    assert upper_bound("x").is_approximate
