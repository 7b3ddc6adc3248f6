"""JSON-LD as pages write it: what a strict parser refuses is still understood."""

import pytest

from app.domain.content import Span
from app.evaluation.aeo.json_ld import read_json_ld


@pytest.mark.parametrize(
    "raw",
    [
        '{"@type": "Article", "url": "https://a.example/*"}',
        '{"@type": "Article", /* said twice */ "url": "https://a.example/*"}',
        '/** * **/ {"@type": "Article", "url": "https://a.example/*"}',
        '{"@type": "Article", // the address\n "url": "https://a.example/*",}',
        '<![CDATA[ {"@type": "Article", "url": "https://a.example/*"}',
    ],
)
def test_comments_and_trailing_commas_are_read_over(raw: str) -> None:
    block = read_json_ld(raw, Span(0, len(raw)))

    assert block.things == ({"@type": "Article", "url": "https://a.example/*"},)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<![CDATA[", "]]>"),
        ("<!--", "-->"),
        ("//<![CDATA[\n", "\n//]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("/* who wrote it */", ""),
    ],
)
def test_what_browsers_read_over_is_no_error(before: str, after: str) -> None:
    raw = before + '{"@type": "Article", "url": "https://a.example/b"}' + after

    assert read_json_ld(raw, Span(0, len(raw))).error == ""


def test_an_error_behind_a_comment_is_where_it_was() -> None:
    raw = '<!-- -->{"a": 1 2}'
    block = read_json_ld(raw, Span(0, len(raw)))

    assert block.error_span is not None
    assert raw[block.error_span.start] == "2"
