import numpy as np
import pytest

from app.evaluation.detectors.copydesk.hashing import counted, ngram_ids
from app.evaluation.detectors.copydesk.style import Frequencies, style
from app.evaluation.detectors.copydesk.tokens import Tokeniser
from app.evaluation.detectors.copydesk.trees import Forest, Trees

TOKENISER = Tokeniser(["the", "of"])
FREQUENCIES = Frequencies(np.array([1, 2], dtype=np.uint32), np.array([100, 200], dtype=np.uint8))


def style_of(text):
    tokens = TOKENISER.read(text)
    return style(tokens, FREQUENCIES.of(tokens), 0, len(tokens))


@pytest.mark.parametrize("text", ["", "!!!", "one", "a a a a", "word " * 500, "No end here", "1 2 3"])
def test_style_is_finite_and_of_one_length_whatever_the_text(text):
    features = style_of(text)

    assert features.shape == style_of("A plain sentence. And another, longer one.").shape
    assert np.isfinite(features).all()


def test_style_of_a_range_is_the_style_of_its_words_alone():
    text = "The first part is here. The second part, though, is elsewhere."
    tokens = TOKENISER.read(text)
    middle = 6

    part = style(tokens, FREQUENCIES.of(tokens), middle, len(tokens))

    assert part == pytest.approx(style_of("The second part, though, is elsewhere."))


def test_variety_is_the_mean_over_all_windows():
    words = [f"w{at % 37}x" for at in range(120)]
    letters = str.maketrans("0123456789", "abcdefghij")
    text = " ".join(word.translate(letters) for word in words)
    by_hand = np.mean([len(set(words[at : at + 50])) / 50 for at in range(71)])

    assert by_hand == pytest.approx(37 / 50)
    assert any(feature == pytest.approx(by_hand) for feature in style_of(text))


def test_ngrams_of_the_same_words_share_a_bucket_wherever_they_stand():
    hashes = np.array([5, 6, 7, 5, 6], dtype=np.uint64)

    ids = ngram_ids(hashes, 2, bits=18)

    assert ids[0] == ids[3]
    assert len(set(ids.tolist())) == 3
    assert ids.max() < 1 << 18
    assert len(ngram_ids(hashes, 6, bits=18)) == 0


def test_counts_are_damped_and_scaled_to_length_one():
    buckets, values = counted(np.array([3, 1, 3, 3]))

    assert buckets.tolist() == [1, 3]
    assert np.sum(values**2) == pytest.approx(1.0)
    assert values[1] / values[0] == pytest.approx(1 + np.log(3))


def test_trees_walk_left_at_the_threshold_and_right_above_it():
    trees = Trees(
        feature=np.array([[0, 1], [0, 0]]),
        threshold=np.array([[1.0, 5.0], [0.0, 0.0]]),
        left=np.array([[-1, -2], [-1, -1]]),
        right=np.array([[1, -3], [-2, -1]]),
        leaf=np.array([[10.0, 20.0, 30.0], [0.5, 0.25, 0.0]]),
    )
    forest = Forest(trees)

    assert forest.logit(np.array([1.0, 9.0])) == 10.25
    assert forest.logit(np.array([2.0, 5.0])) == 20.25
    assert forest.logit(np.array([-1.0, 0.0])) == 10.5
    assert forest.logit(np.array([2.0, 5.1])) == 30.25
