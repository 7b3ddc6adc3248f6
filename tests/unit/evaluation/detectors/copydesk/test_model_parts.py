import numpy as np
import pytest

from app.evaluation.detectors.copydesk.hashing import ngram_ids
from app.evaluation.detectors.copydesk.phrase_features import phrases
from app.evaluation.detectors.copydesk.ranges import Ranges
from app.evaluation.detectors.copydesk.style import Frequencies, style
from app.evaluation.detectors.copydesk.tokens import Tokeniser
from app.evaluation.detectors.copydesk.trees import Forest, Trees

TOKENISER = Tokeniser(["the", "of"])
FREQUENCIES = Frequencies(np.array([1, 2], dtype=np.uint32), np.array([100, 200], dtype=np.uint8))


def ranges(*bounds):
    return Ranges(*np.array(bounds).T)


def style_of(text):
    tokens = TOKENISER.read(text)
    return style(tokens, FREQUENCIES.of(tokens), ranges((0, len(tokens))))[0]


@pytest.mark.parametrize("text", ["", "!!!", "one", "a a a a", "word " * 500, "No end here", "1 2 3"])
def test_style_is_finite_and_of_one_length_whatever_the_text(text):
    features = style_of(text)

    assert features.shape == style_of("A plain sentence. And another, longer one.").shape
    assert np.isfinite(features).all()


def test_style_of_a_range_is_the_style_of_its_words_alone():
    text = "The first part is here. The second part, though, is elsewhere."
    tokens = TOKENISER.read(text)
    middle = 6

    part = style(tokens, FREQUENCIES.of(tokens), ranges((middle, len(tokens))))[0]

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


def test_counts_are_damped_and_scaled_to_length_one_in_each_range():
    found = phrases([np.array([3, 1, 3, 3, 5])], [1], ranges((0, 4), (3, 5)), bits=8)

    values = found.values
    assert found.buckets.tolist() == [1, 3, 3, 5]
    assert found.inside.of.tolist() == [0, 0, 1, 1]
    assert values[1] / values[0] == pytest.approx(1 + np.log(3))
    assert np.sum(values[:2] ** 2) == pytest.approx(1.0)
    assert values[2] == values[3] == pytest.approx(0.5**0.5)


def test_an_ngram_that_reaches_out_of_a_range_is_not_in_it():
    pairs = np.array([10, 11, 12])

    found = phrases([pairs], [2], ranges((0, 2), (2, 4), (3, 4)), bits=8)

    assert found.buckets.tolist() == [10, 12]
    assert found.inside.sizes.tolist() == [1, 1, 0]


def test_trees_walk_left_at_the_threshold_and_right_above_it():
    trees = Trees(
        feature=np.array([[0, 1], [0, 0]]),
        threshold=np.array([[1.0, 5.0], [0.0, 0.0]]),
        left=np.array([[-1, -2], [-1, -1]]),
        right=np.array([[1, -3], [-2, -1]]),
        leaf=np.array([[10.0, 20.0, 30.0], [0.5, 0.25, 0.0]]),
    )
    forest = Forest(trees)

    rows = np.array([[1.0, 9.0], [2.0, 5.0], [-1.0, 0.0], [2.0, 5.1]])
    assert forest.logits(rows).tolist() == [10.25, 20.25, 10.5, 30.25]
