"""A repeated group of a pattern remembers every repetition: no text may fill the memory with them."""

import pytest

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.sentences import sentence_bounds
from tests.support.computing import peak_bytes_of


@pytest.mark.parametrize(
    ("content_format", "source"),
    [
        (ContentFormat.HTML, "<a " + '""' * 50_000),
        (ContentFormat.HTML, "<a " + "x='' " * 20_000 + ">"),
        (ContentFormat.RST, ".. a" + ":a" * 50_000),
        (ContentFormat.RST, "==" + " ==" * 30_000 + "x"),
        (ContentFormat.RST, "=" * 100_000 + "x"),
    ],
)
def test_reading_takes_a_few_bytes_for_each_character(content_format: ContentFormat, source: str) -> None:
    read_text("warm", format=content_format)

    assert peak_bytes_of(lambda: read_text(source, format=content_format)) < 25 * len(source)


def test_a_row_of_notes_behind_a_sentence_takes_next_to_nothing() -> None:
    text = "One." + "[1]" * 30_000

    assert peak_bytes_of(lambda: sentence_bounds(text)) < len(text)


@pytest.mark.parametrize("values", [1_000, 1_001])
def test_after_more_than_a_thousand_quoted_values_a_tag_ends_at_the_next_sign(values: int) -> None:
    source = "<p " + "x='' " * values + ">One</p><p title='a>b'>Two</p>"

    texts = [block.text for block in read_text(source, format=ContentFormat.HTML).blocks]

    assert texts == ["One", "Two" if values <= 1_000 else "b'>Two"]
