from itertools import pairwise

import numpy as np
import pytest

from app.evaluation.detectors.copydesk.tokens import Tokeniser
from app.evaluation.detectors.copydesk.windows import cut

TOKENISER = Tokeniser(["the", "of"])
TEXT = 'The "old" lighthouse, built in 1850, stood there. Nobody came.'


def shapes(text):
    return TOKENISER.read(text).shapes.tolist()


def test_case_line_breaks_and_doubled_spaces_do_not_reach_the_tokens():
    plain = TOKENISER.read(TEXT)

    for changed in (TEXT.upper(), TEXT.replace(" ", "  "), TEXT.replace(" ", "\n")):
        read = TOKENISER.read(changed)
        assert read.words.tolist() == plain.words.tolist()
        assert read.ends_sentence.tolist() == plain.ends_sentence.tolist()


def test_tokens_know_where_they_stand():
    read = TOKENISER.read(TEXT)

    assert TEXT[read.starts[2] : read.ends[2]] == "old"


def test_shapes_forget_the_topic_and_keep_endings_and_function_words():
    assert shapes("walking of the") == shapes("talking of the")
    assert shapes("walking") != shapes("walked")
    assert shapes("the") != shapes("one")
    assert shapes("12") == shapes("3,456.7")


def test_a_sentence_ends_at_a_mark_with_space_or_a_quote_after_it():
    read = TOKENISER.read('He said "go." Then 3.5 of them left? Yes')

    ended = [read.ends[at] for at in np.flatnonzero(read.ends_sentence)]

    assert ended == [13, 36]


def test_what_was_read_before_does_not_change_the_tokens():
    words = [f"{'abcdefghij'[at % 10]}{at}z" for at in range(60_000)]
    fresh, used = Tokeniser(["the", "of"]), Tokeniser(["the", "of"])
    used.read(TEXT + " ".join(words).translate(str.maketrans("0123456789", "klmnopqrst")))

    first, again = fresh.read(TEXT), used.read(TEXT)

    assert again.shapes.tolist() == first.shapes.tolist() == fresh.read(TEXT).shapes.tolist()
    assert again.kinds.tolist() == first.kinds.tolist()


def test_letters_that_grow_when_lowered_keep_all_places():
    text = "İstanbul is old"

    read = TOKENISER.read(text)

    assert text[read.starts[-1] : read.ends[-1]] == "old"


def windows(sentence_sizes, **limits):
    is_word = np.ones(sum(sentence_sizes), dtype=bool)
    ends = np.zeros(len(is_word), dtype=bool)
    ends[np.cumsum(sentence_sizes) - 1] = True
    return [(window.start, window.stop) for window in cut(is_word, ends, **limits)]


def test_windows_close_at_the_first_sentence_end_after_enough_words():
    assert windows([10] * 6, words=25, most=60) == [(0, 30), (30, 60)]


def test_a_short_rest_joins_the_last_window():
    assert windows([10] * 7, words=25, most=60) == [(0, 30), (30, 70)]


def test_text_without_sentence_ends_is_cut_all_the_same():
    assert windows([100], words=25, most=40) == [(0, 40), (40, 80), (80, 100)]


@pytest.mark.parametrize("size", [1, 24, 25, 26, 400])
def test_windows_cover_everything_once(size):
    covered = windows([size], words=25, most=40)

    assert covered[0][0] == 0
    assert covered[-1][1] == size
    assert all(left[1] == right[0] for left, right in pairwise(covered))


def test_nothing_gives_no_window():
    assert cut(np.zeros(0, dtype=bool), np.zeros(0, dtype=bool), words=25, most=40) == []
