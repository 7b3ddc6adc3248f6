"""Position-Adjusted Word Count is computed as the GEO paper's code does."""

import math

import pytest

from app.simulate.share import AnswerSentence, counted_words, position_adjusted_word_count


def test_words_of_up_to_two_letters_are_not_counted() -> None:
    assert counted_words("It is a big red fox, by me.") == 3


def test_earlier_sentences_weigh_more_and_shares_sum_to_one() -> None:
    answer = (AnswerSentence("three words here", (0,)), AnswerSentence("three words there", (1,)))

    first, second = position_adjusted_word_count(answer, documents=2)

    assert first / second == pytest.approx(math.e)
    assert first + second == pytest.approx(1)


def test_two_sources_divide_a_sentence() -> None:
    shares = position_adjusted_word_count((AnswerSentence("three words here", (0, 2)),), documents=3)

    assert shares == [0.5, 0.0, 0.5]


def test_a_sentence_without_citations_still_pushes_later_ones_down() -> None:
    cited = AnswerSentence("three words here", (0,))
    other = AnswerSentence("three words there", (1,))
    bare = AnswerSentence("nobody said this", ())

    close = position_adjusted_word_count((cited, other), documents=2)
    apart = position_adjusted_word_count((cited, bare, other), documents=2)

    assert apart == pytest.approx(close)
    assert position_adjusted_word_count((bare, cited, other), documents=2)[0] < close[0]


def test_an_answer_without_citations_gives_everyone_the_same() -> None:
    assert position_adjusted_word_count((AnswerSentence("nobody said this", ()),), documents=4) == [0.25] * 4
