"""Counting in languages with and without spaces."""

import pytest

from app.content import sentences, words
from tests.support.computing import seconds_of


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("", "en", 0),
        ("Two words", "en", 2),
        ("It's well-known: 6.5 % — yes!", "en", 4),
        ("So\u200bil\u00ad p\u200dH", "en", 2),
        ("l’état-major", "fr", 1),
        ("pH 6️⃣ 🌱", "en", 2),
        ("ﬁve", None, 1),
        ("土壤的酸碱度控制植物吸收", "zh", 8),
        ("土壌のpHは養分", "ja", 4),
        ("ค่าความเป็นกรด", "th", 3),
        ("حموضة التربة 6.5", "ar", 3),
        ("!!! ... ***", "en", 0),
    ],
)
def test_words_are_counted_as_the_language_writes_them(text, language, count):
    assert words(text, language) == count


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Dr. Smith left. He paid $3.14, e.g. for tea.",
            "en",
            ["Dr. Smith left.", "He paid $3.14, e.g. for tea."],
        ),
        ("He moved to the U.S. in 1999. Why?", "en", ["He moved to the U.S. in 1999.", "Why?"]),
        ("J. R. R. Tolkien wrote it.", "en", ["J. R. R. Tolkien wrote it."]),
        ('"Yes!" she said. "No."', "en", ['"Yes!" she said.', '"No."']),
        ("Wait... what? Fine.", "en", ["Wait... what?", "Fine."]),
        ("Tea, coffee, etc. They sell it all.", "en", ["Tea, coffee, etc.", "They sell it all."]),
        ("See Fig. 3. It shows v1.2.3 of x.com.", "en", ["See Fig. 3.", "It shows v1.2.3 of x.com."]),
        ("Am 3. Mai kam er, z. B. mit Hut. Gut.", "de", ["Am 3. Mai kam er, z. B. mit Hut.", "Gut."]),
        ("今日は。「はい。」そう！", "ja", ["今日は。", "「はい。」", "そう！"]),
        ("هل تعرف؟ نعم.", "ar", ["هل تعرف؟", "نعم."]),
        ("यह है। वह है।", "hi", ["यह है।", "वह है।"]),
        ("one\n\ntwo", "en", ["one", "two"]),
        ("", "en", []),
        (" . ", "en", ["."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, language, expected):
    assert [text[start:end] for start, end in sentences(text, language)] == expected


def test_sentences_keep_every_visible_character_in_order():
    text = 'A (b. c) "d." Eé… f!? 10. g — U.N. said so. ' * 50
    found = sentences(text, "en")

    assert "".join(text[start:end] for start, end in found).replace(" ", "") == text.replace(" ", "")
    assert found == sorted(found)


def test_a_text_without_any_stop_is_cut_into_bounded_pieces():
    found = sentences("word " * 9000, "en")

    assert max(end - start for start, end in found) <= 2000


@pytest.mark.parametrize("bait", ["a.", "(\"'", " ", ".", "! ", "\n", "U.S. ", "”"])
def test_time_grows_with_the_length_whatever_the_bait(bait):
    def seconds(times: int) -> float:
        return seconds_of(lambda: (sentences(bait * times, "en"), words(bait * times, "en")))

    seconds(100)
    small, large = seconds(8_000), seconds(64_000)

    assert large < 8 * 4 * small + 0.2
