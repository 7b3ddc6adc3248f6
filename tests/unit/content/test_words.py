"""Counting in languages with and without spaces."""

import pytest

from app.content import words
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


@pytest.mark.parametrize("bait", ["a.", "(\"'", " ", ".", "! ", "\n", "U.S. ", "”"])
def test_time_grows_with_the_length_whatever_the_bait(bait):
    def seconds(times: int) -> float:
        return seconds_of(lambda: words(bait * times, "en"))

    seconds(100)
    small, large = seconds(8_000), seconds(64_000)

    assert large < 8 * 4 * small + 0.2
