"""Loading of a sequence classifier, with a tiny one made here."""

import sys

import pytest

from app.domain.errors import ConfigurationError
from app.rewrite.checks.nli_model import load_nli

WORDS = "the a cat dog sat ran on under mat tree not never .".split()  # noqa: SIM905
PAIRS = [("the cat sat .", "the cat sat ."), ("the cat sat .", "the dog never ran under a tree .")]


def test_without_torch_the_extra_to_install_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)

    with pytest.raises(ConfigurationError, match=r"copydesk\[transformers\]"):
        load_nli("some/model")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny BERT with random weights over a vocabulary of words, on disk."""
    torch = pytest.importorskip("torch", reason="needs copydesk[transformers]")
    transformers = pytest.importorskip("transformers", reason="needs copydesk[transformers]")
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {word: at for at, word in enumerate([*WORDS, "[PAD]", "?"])}
    tokens = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    tokens.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokens, unk_token="?", pad_token="[PAD]"
    )
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), max_position_embeddings=32, hidden_size=16, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=16, initializer_range=0.5,
        id2label={0: "contradiction", 1: "entailment", 2: "neutral"},
        label2id={"contradiction": 0, "entailment": 1, "neutral": 2},
    )  # fmt: skip
    made = tmp_path_factory.mktemp("nli")
    transformers.BertForSequenceClassification(config).save_pretrained(made)
    tokenizer.save_pretrained(made)
    return str(made)


def test_probabilities_are_the_models_own_by_its_own_labels(folder):
    import torch

    model = load_nli(folder, device="cpu")
    told = model.of(PAIRS)

    for (premise, hypothesis), one in zip(PAIRS, told, strict=True):
        tokens = model.tokenizer(premise, hypothesis, return_tensors="pt")
        with torch.no_grad():
            expected = torch.softmax(model.model(**tokens).logits[0], -1).tolist()
        assert [one.contradiction, one.entailment, one.neutral] == pytest.approx(expected, abs=1e-5)


def test_pairs_longer_than_the_window_are_cut(folder):
    [told] = load_nli(folder, device="cpu").of([("the cat sat on the mat . " * 40, "a dog ran . " * 40)])

    assert told.contradiction + told.entailment + told.neutral == pytest.approx(1, abs=1e-5)


def test_nothing_asked_is_nothing_answered(folder):
    assert load_nli(folder, device="cpu").of([]) == []


def test_a_folder_without_a_model_is_named(tmp_path):
    pytest.importorskip("torch", reason="needs copydesk[transformers]")
    pytest.importorskip("transformers", reason="needs copydesk[transformers]")

    with pytest.raises(ConfigurationError, match="COPYDESK_NLI_MODEL"):
        load_nli(str(tmp_path), device="cpu")


def test_a_gpu_that_is_not_there_is_named(folder):
    import torch

    if torch.cuda.is_available():
        pytest.skip("shared: this machine has a GPU")
    with pytest.raises(ConfigurationError, match="COPYDESK_NLI_DEVICE"):
        load_nli(folder, device="cuda")
