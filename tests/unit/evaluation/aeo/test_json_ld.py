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
