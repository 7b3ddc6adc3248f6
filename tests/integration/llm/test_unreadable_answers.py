"""Any body of any server gives one outcome in words, and no lie about its usage makes a call cheaper."""

from contextlib import closing

import pytest

from app.domain.chat import ChatRequest
from app.domain.errors import OutcomeUnknown, ProviderFailed
from tests.integration.llm.test_providers import DIALECTS, REQUEST, model_of
from tests.support.llm_lies import LIES, RAW
from tests.support.llm_server import LlmServer


@pytest.fixture(scope="module")
def server():
    with LlmServer() as running:
        yield running


@pytest.fixture(scope="module")
def models(server):
    found = {dialect: model_of(dialect, server) for dialect in DIALECTS}
    yield found
    for model in found.values():
        model.close()


@pytest.fixture(params=DIALECTS)
def model(request, models):
    return models[request.param]


@pytest.mark.parametrize("fault", sorted(RAW))
def test_a_page_that_is_no_answer_is_one_outcome_in_words(model, server, fault):
    server.faults.append(fault)

    with pytest.raises(ProviderFailed, match=r"may have been billed|maybe billed") as raised:
        model.complete(REQUEST)

    assert type(raised.value) is ProviderFailed
    assert "Error" not in str(raised.value)


def test_half_a_body_is_an_answer_that_nobody_saw(model, server):
    server.faults.append("half")

    with pytest.raises(OutcomeUnknown, match="maybe billed"):
        model.complete(REQUEST)


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 520, 529])
def test_an_error_after_the_work_was_done_is_maybe_billed(model, server, status):
    server.faults.append(f"billed-{status}")

    with pytest.raises(ProviderFailed, match="may have been billed"):
        model.complete(REQUEST)


@pytest.mark.parametrize("fault", sorted(one for one in LIES if one.startswith("usage")))
def test_usage_that_cannot_be_true_is_replaced_by_our_own_count_and_marked(model, server, fault):
    server.faults.append(fault)

    reply = model.complete(REQUEST)

    assert "the provider reported" in reply.usage_note
    assert REQUEST.max_output_tokens == reply.usage.output_tokens
    assert 0 < reply.usage.input_tokens < 10_000
    assert reply.usage.cached_tokens == 0
    assert reply.cost > 0


def test_fewer_tokens_than_the_text_can_have_are_not_believed(model, server):
    server.faults.append("few-tokens")
    request = ChatRequest("You edit.", "word " * 8_000, {"type": "object"}, "edit", 500, "p1")

    reply = model.complete(request)

    assert "fewer tokens" in reply.usage_note
    assert reply.usage.input_tokens >= 40_000


@pytest.mark.parametrize("fault", ["ended-max_tokens", "ended-MAX_TOKENS"])
def test_what_was_cut_short_is_never_complete_however_the_server_spells_it(model, server, fault):
    server.faults.append(fault)

    assert model.complete(REQUEST).problem == "truncated: max_tokens"


@pytest.mark.parametrize(
    ("fault", "problem"), [("ended-error", "unfinished: the server"), ("message-null", "empty: the server")]
)
def test_an_answer_without_text_or_with_an_odd_end_is_paid_and_says_why(model, server, fault, problem):
    server.faults.append(fault)

    reply = model.complete(REQUEST)

    assert reply.problem.startswith(problem)
    assert reply.cost > 0


def test_without_a_word_on_its_end_only_whole_json_is_complete(server):
    from app.llm.answers.ending import problem_of

    assert problem_of(None, '```json\n{"a": 1}\n```') == ""
    assert problem_of(None, '{"a": 1').startswith("truncated")
    assert problem_of("STOP", "any text") == ""


def test_a_good_answer_is_believed(model):
    with closing(model):
        assert model.complete(REQUEST).usage_note == ""
