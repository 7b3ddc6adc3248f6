"""Where sentences end, in several languages, and in bounded time."""

import pytest

from app.text.sentences import MAX_SENTENCE, sentences
from tests.support.computing import seconds_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Smith left. He paid $3.14, e.g. for tea.", ["Dr. Smith left.", "He paid $3.14, e.g. for tea."]),
        ("J. R. R. Tolkien wrote it.", ["J. R. R. Tolkien wrote it."]),
        ('"Yes!" she said. "No."', ['"Yes!" she said.', '"No."']),
        ("Wait... what? Fine.", ["Wait... what?", "Fine."]),
        ("It shows v1.2.3 of x.com. Good.", ["It shows v1.2.3 of x.com.", "Good."]),
        ("Am 3. Mai kam er, z.B. mit Hut. Gut.", ["Am 3. Mai kam er, z.B. mit Hut.", "Gut."]),
        ("今日は。「はい。」そう！", ["今日は。", "「はい。」", "そう！"]),
        ("هل تعرف؟ نعم.", ["هل تعرف؟", "نعم."]),
        ("यह है। वह है।", ["यह है।", "वह है।"]),
        ("A third is clay.[^1] The rest is sand.", ["A third is clay.[^1]", "The rest is sand."]),
        ("one\n\ntwo\r\nthree", ["one", "two", "three"]),
        ("", []),
        (" \n ", []),
        (" . ", ["."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert [text[span.start : span.end] for span in sentences(text)] == expected


def test_sentences_keep_every_visible_character_in_order():
    text = 'A (b. c) "d." Eé… f!? 10. g — U.N. said so. ' * 50
    found = sentences(text)

    assert "".join(text[span.start : span.end] for span in found).replace(" ", "") == text.replace(" ", "")
    assert list(found) == sorted(found, key=lambda span: span.start)


@pytest.mark.parametrize("text", ["word " * 9000, "x" * 9000, "a" + " " * 9000 + "b"])
def test_a_text_without_any_stop_is_cut_into_bounded_parts(text):
    found = sentences(text)

    assert max(len(span) for span in found) <= MAX_SENTENCE
    assert "".join(text[span.start : span.end] for span in found).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("bait", ["a.", "(\"'", " ", ".", "! ", "\n", "U.S. ", "”", "[^1]", ".[^1"])
def test_time_grows_with_the_length_whatever_the_bait(bait):
    def seconds(times: int) -> float:
        return seconds_of(lambda: sentences(bait * times))

    seconds(100)
    small, large = seconds(8_000), seconds(64_000)

    assert large < 8 * 4 * small + 0.2
