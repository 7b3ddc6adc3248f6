"""The criteria against a plain reference, with a tiny model made here."""

import math

import pytest

from app.content import read_text
from app.domain.errors import ConfigurationError
from app.domain.policy import DetectorPolicy
from app.domain.scores import Abstained, Confidence, DetectorScore, Label
from app.evaluation.detector_registry import build_detectors
from app.evaluation.detectors.outside import CausalModelChoice, OutsideWorld
from app.evaluation.detectors.zero_shot import Binoculars, FastDetectGpt, ScoreLine, ZeroShotDetector

VOCABULARY = "the a cat dog sat ran on under mat tree and then it was very slow fast today ."
WORDS = VOCABULARY.split()
TEXTS = ["the cat sat on the mat .", "a dog ran under a tree and then it was very slow today ."]
LONG = " ".join(TEXTS * 12)


class Constant:
    name = "constant"

    def __init__(self, value):
        self.value = value
        self.batches = []

    def of(self, texts):
        self.batches.append(len(texts))
        return [self.value] * len(texts)


def detector(criterion, line, **options):
    return ZeroShotDetector(criterion, line, version="1", languages=frozenset({"en"}), **options)


def test_without_torch_the_extra_to_install_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    world = OutsideWorld(zero_shot={"fast-detect-gpt": CausalModelChoice("some/model")})

    with pytest.raises(ConfigurationError, match=r"copydesk\[transformers\]"):
        build_detectors(DetectorPolicy(use=("fast-detect-gpt",)), world=world)


def test_a_detector_without_a_model_named_says_so():
    with pytest.raises(ConfigurationError, match="language model"):
        build_detectors(DetectorPolicy(use=("binoculars",)))


def test_confidence_is_low_until_the_line_was_drawn_for_these_models():
    document = read_text(LONG * 2)

    published = detector(Constant(5.0), ScoreLine(2.0, 3.0)).score(document)
    own = detector(Constant(5.0), ScoreLine(2.0, 3.0, is_for_these_models=True)).score(document)

    assert (published.label, published.confidence) == (Label.AI, Confidence.LOW)
    assert own.confidence is Confidence.MEDIUM


def test_a_negative_slope_reads_low_values_as_machine():
    document = read_text(LONG)

    assert detector(Constant(0.7), ScoreLine(0.9, -60.0)).score(document).label is Label.AI
    assert detector(Constant(1.1), ScoreLine(0.9, -60.0)).score(document).label is Label.HUMAN


def test_a_long_text_is_judged_in_batches_of_pieces_that_keep_their_places():
    document = read_text("\n\n".join([LONG] * 12))
    criterion = Constant(0.0)

    score = detector(criterion, ScoreLine(0.0, 1.0), batch=2).score(document)

    assert max(criterion.batches) == 2
    assert len(score.windows) == sum(criterion.batches) > 2
    assert document.source[score.windows[0].span.start :].startswith("the cat sat")


def test_a_short_text_is_not_judged():
    answer = detector(Constant(0.0), ScoreLine(0.0, 1.0)).score(read_text("the cat sat ."))

    assert isinstance(answer, Abstained)
    assert answer.code == "too-short"


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Two tiny GPT-2 with random weights over one vocabulary of words, on disk."""
    torch = pytest.importorskip("torch", reason="needs copydesk[transformers]")
    transformers = pytest.importorskip("transformers", reason="needs copydesk[transformers]")
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokens = Tokenizer(models.WordLevel({word: at for at, word in enumerate([*WORDS, "?"])}, unk_token="?"))
    tokens.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token="?", eos_token="?")
    folders = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        config = transformers.GPT2Config(
            vocab_size=len(WORDS) + 1, n_positions=64, n_embd=16, n_layer=2, n_head=2, initializer_range=0.5
        )
        folder = tmp_path_factory.mktemp(f"model{seed}")
        transformers.GPT2LMHeadModel(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        folders.append(str(folder))
    return folders


def loaded(scoring, reference=None):
    from app.evaluation.detectors.transformers_model import load_models

    return load_models(scoring=scoring, reference=reference, device="cpu")


def distributions(pair, model, text):
    """Probabilities of the next word at each place, as plain lists, and the words that came."""
    import torch

    ids = pair.tokenizer(text, return_tensors="pt").input_ids
    with torch.no_grad():
        chances = torch.softmax(model(ids).logits[0].double(), -1)
    return chances[:-1].tolist(), ids[0, 1:].tolist()


def reference_curvature(pair, text):
    scoring, words = distributions(pair, pair.scoring, text)
    reference, _ = distributions(pair, pair.reference, text)
    gained = spread = 0.0
    for p, q, word in zip(scoring, reference, words, strict=True):
        mean = sum(b * math.log(a) for a, b in zip(p, q, strict=True))
        spread += sum(b * math.log(a) ** 2 for a, b in zip(p, q, strict=True)) - mean**2
        gained += math.log(p[word]) - mean
    return gained / math.sqrt(spread)


def reference_ratio(pair, text):
    performer, words = distributions(pair, pair.scoring, text)
    observer, _ = distributions(pair, pair.reference, text)
    surprise = -sum(math.log(p[word]) for p, word in zip(performer, words, strict=True))
    crossed = -sum(
        b * math.log(a) for p, q in zip(performer, observer, strict=True) for a, b in zip(p, q, strict=True)
    )
    return surprise / crossed


def test_fast_detect_gpt_agrees_with_a_plain_reference_in_a_padded_batch(models):
    pair = loaded(*models)

    found = FastDetectGpt(pair).of(TEXTS)

    assert found == pytest.approx([reference_curvature(pair, text) for text in TEXTS], abs=1e-4)


def test_fast_detect_gpt_with_one_model_agrees_too(models):
    pair = loaded(models[0])

    assert FastDetectGpt(pair).of(TEXTS[1:]) == pytest.approx([reference_curvature(pair, TEXTS[1])], abs=1e-4)


def test_binoculars_agrees_with_a_plain_reference_in_a_padded_batch(models):
    pair = loaded(*models)

    found = Binoculars(pair).of(TEXTS)

    assert found == pytest.approx([reference_ratio(pair, text) for text in TEXTS], abs=1e-4)


def test_a_zero_shot_detector_is_built_from_models_on_disk(models):
    world = OutsideWorld(zero_shot={"binoculars": CausalModelChoice(models[0], models[1], device="cpu")})

    built = build_detectors(DetectorPolicy(use=("binoculars",)), world=world)
    score = built["binoculars"].score(read_text(LONG))

    assert isinstance(score, DetectorScore)
    assert 0 <= score.probability <= 1


def test_a_folder_without_a_model_is_refused_with_its_name(models, tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        loaded(str(tmp_path))
