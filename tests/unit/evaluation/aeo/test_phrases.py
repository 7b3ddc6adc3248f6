"""Phrases: a long list finds what a short one does, in time that hardly grows with its length."""

import random
import time

import pytest

from app.evaluation.aeo.phrases import FEW, Phrases, count_phrases, find_phrases, present

PADDING = tuple(f"never there {number}" for number in range(FEW))
"""Makes a list long enough for the index."""
CASES = [
    ("the council met", "The council met. The councils met.", 1),
    ("met", "metric, met, (met)", 2),
    ("ha ha", "ha ha ha", 1),
    ("a a", "xa a a", 1),
    ("!!!", "really!!! no!!!!", 2),
    ("— said", "No — said he. No —said she.", 1),
    ("市長", "新市長は市長", 2),
    ("the 市", "the 市 of the 市長", 1),
    ("one two three four five six seven eight", "One two three four five six seven eight nine", 1),
    ("one two three four five six seven eight", "One two three four five six seven nine", 0),
    ("under_score", "under_score", 1),
    ("istanbul", "İstanbul and istanbul", 1),
]


@pytest.mark.parametrize(("phrase", "text", "number"), CASES)
def test_a_phrase_is_found_whole_in_a_short_list_and_in_a_long_one(phrase, text, number):
    alone = list(find_phrases(text, [phrase]))

    assert len(alone) == number
    assert list(find_phrases(text, Phrases((*PADDING, phrase)))) == alone


def test_in_a_long_list_matches_come_in_the_lists_order_as_in_a_short_one():
    phrases, text = ("second", "first", "second half"), "first the second half, then second first"

    assert list(find_phrases(text, (*phrases, *PADDING))) == list(find_phrases(text, phrases))
    assert tuple(present(text, (*phrases, *PADDING))) == phrases


def test_five_thousand_phrases_cost_one_walk_over_the_text():
    draw = random.Random(3)
    words = [f"w{number}" for number in range(20_000)]
    text = " ".join(draw.choices(words, k=150_000))
    phrases = Phrases(" ".join(draw.choices(words, k=draw.randint(1, 9))) for _ in range(5_000))

    began = time.process_time()
    found = count_phrases(text, phrases)
    taken = time.process_time() - began

    assert found > 1000
    assert taken < 2, "one search of 900 kB for each phrase would take over 2 s"
