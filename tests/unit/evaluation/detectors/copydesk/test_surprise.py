"""A language model of four words, small enough to reckon by hand."""

from zlib import crc32

import numpy as np
import pytest

from app.evaluation.detectors.copydesk.hashing import joint_ids
from app.evaluation.detectors.copydesk.ranges import Ranges
from app.evaluation.detectors.copydesk.surprise import FEATURES, surprise_features
from app.evaluation.detectors.copydesk.tokens import Tokeniser
from app.evaluation.detectors.copydesk.trigrams import HIGHEST, KEY_BITS, STEP, Trigrams, TrigramTables

TOKENISER = Tokeniser(["the"])
WORDS = {
    # probability, back-off, mean and deviation of what follows, rank of what is not listed; all log10 but two
    "<s>": (-8.0, -0.4, -1.0, 0.8, -2.4),
    "</s>": (-1.2, 0.0, -1.0, 0.8, -2.4),
    "the": (-1.2, -0.4, -2.0, 0.8, -2.4),
    "old": (-3.2, -0.2, -2.0, 0.8, -2.4),
    "house": (-3.6, -0.8, -2.0, 0.8, -2.4),
}
PAIRS = {"<s> the": (-0.8, -0.2, -0.0), "the old": (-2.0, -0.28, -1.0), "old house": (-1.6, 0.0, -0.32)}
TRIPLES = {"the old house": -0.6}


def key(ngram):
    return int(
        joint_ids(*(np.array([crc32(word.encode())], np.uint64) for word in ngram.split()), bits=KEY_BITS)[0]
    )


def stored(values):
    return np.rint((HIGHEST - np.array(values)) / STEP).astype(np.uint8)


def tables():
    words = sorted(WORDS, key=lambda word: crc32(word.encode()))
    pairs, triples = sorted(PAIRS, key=key), sorted(TRIPLES, key=key)
    return TrigramTables(
        np.array([crc32(word.encode()) for word in words], np.uint32),
        stored([WORDS[word] for word in words]).T,
        np.array([key(pair) for pair in pairs], np.uint32),
        stored([PAIRS[pair] for pair in pairs]).T,
        np.array([key(triple) for triple in triples], np.uint32),
        stored([TRIPLES[triple] for triple in triples]),
    )


def ranges(*bounds):
    return Ranges(np.array(bounds[:-1]), np.array(bounds[1:]))


def surprise_of(text):
    tokens = TOKENISER.read(text)
    return Trigrams(tables()).of(tokens), tokens


def test_a_word_has_the_probability_of_the_longest_listed_ngram():
    surprise, _ = surprise_of("The old house.")

    assert surprise.order.tolist() == [2, 2, 3, 1]
    assert surprise.given[0] == pytest.approx(-0.8)
    assert surprise.given[2] == pytest.approx(-0.6)


def test_what_is_not_listed_backs_off_to_the_shorter_history():
    surprise, _ = surprise_of("The old house. House old the.")

    after_the_pair, end_of_first = surprise.given[1], surprise.given[3]
    assert after_the_pair == pytest.approx(-2.0 - 0.2), "<s> the old: the pair, less what <s> the leaves"
    assert end_of_first == pytest.approx(-1.2 - 0.8 + 0.0), "house </s>: the word, less what house leaves"
    assert surprise.given[4] == pytest.approx(-3.6 - 0.4), "a sentence begins anew"
    assert surprise.given[5] == pytest.approx(-3.2 - 0.8)


def test_commas_do_not_part_words_and_figures_and_unknown_words_do():
    surprise, _ = surprise_of("the, old 1999 house zebra old")

    assert surprise.order.tolist() == [2, 2, 0, 1, 0, 1]
    assert surprise.given[3] == pytest.approx(-3.6), "nothing is known of what stands before"


def test_the_likeliest_follower_has_the_first_rank():
    surprise, _ = surprise_of("The old house")

    assert surprise.rank.tolist() == pytest.approx([0.0, 1.0, 0.32])
    assert surprise.standardised[1] == pytest.approx((-2.0 + 2.0) / 0.8)


@pytest.mark.parametrize(
    "text", ["", "!!!", "one", "1 2 3", "The old house. " * 9, "the " * 40, ". . . . . . . ."]
)
def test_what_is_told_of_surprise_is_finite_and_of_one_length(text):
    surprise, tokens = surprise_of(text)

    features = surprise_features(surprise, ranges(0, len(tokens)))[0]

    assert features.shape == (FEATURES,)
    assert np.isfinite(features).all()


def test_a_range_is_told_by_its_own_words():
    surprise, tokens = surprise_of("The old house. " * 4 + "Old the house. " * 4)
    half = len(tokens) // 2

    usual, unusual = surprise_features(surprise, ranges(0, half, len(tokens)))

    assert usual[0] > unusual[0]
