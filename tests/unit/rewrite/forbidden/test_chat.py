import tomllib
from importlib.resources import files

import pytest

from app.domain.facts import FactKind
from app.rewrite.facts import forbidden
from tests.support.additions import added, article, differences, kept

PHRASES = tomllib.loads(files(forbidden).joinpath("data", "chatter.toml").read_text(encoding="utf-8"))[
    "phrases"
]
FIRES = [sentence for entry in PHRASES for sentence in entry["fires"]]
QUIET = [sentence for entry in PHRASES for sentence in entry["quiet"]]
TOKENS = [
    "<|im_start|>assistant",
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|start_header_id|>",
    "<|unclosed|",
    "<\uff5cbegin\u2581of\u2581sentence\uff5c>",
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "<s>",
    "</s>",
    "<bos>",
    "<start_of_turn>user",
    "<think>",
    "</think>",
    "<function_calls>",
    "### Assistant:",
    "### Instruction: go on",
    "Human: hello",
    "Assistant: hello",
    "**Assistant**: hello",
    ":contentReference[oaicite:0]",
    "turn0search1",
    "【4†source】",
    "[cite_start]",
    "[cite: 1, 2]",
    "⟦3⟧",
    "⟦",
    "⦗m12⦘",
    "<data 0123456789ab s2>",
    "</data 0123456789ab>",
    "Data code: 0123",
    "## Section s2",
    '"note": "shortened"',
    "\\n\\nIt holds.",
    "a\\nB",
    "caf\\u00e9",
    'He said \\"no\\".',
]


@pytest.mark.parametrize("token", TOKENS)
def test_the_marks_of_a_chat_are_refused_in_every_format(token):
    for suffix in ("md", "html", "rst", "txt"):
        assert any(difference.kind is FactKind.CHATTER for difference in added(suffix, token)), suffix


@pytest.mark.parametrize("sentence", FIRES)
def test_what_a_model_says_about_the_text_is_refused(sentence):
    assert [d.kind for d in added("md", sentence)] == [FactKind.CHATTER] * len(added("md", sentence)) != []


@pytest.mark.parametrize("sentence", FIRES)
def test_it_is_found_at_the_end_of_a_paragraph_and_in_bold(sentence):
    assert added("md", f"The boat is full. {sentence}")
    assert added("md", f"**{sentence}**")


@pytest.mark.parametrize("sentence", [*FIRES, *TOKENS])
def test_an_article_that_says_so_itself_may_keep_it(sentence):
    assert kept("md", sentence) == []


@pytest.mark.parametrize("sentence", QUIET)
def test_sentences_that_resemble_it_pass(sentence):
    assert added("md", sentence) == []


def test_said_once_it_may_not_be_said_twice():
    assert differences(article("md", "Sure! it says."), article("md", "Sure! it says. Sure! it says."))
