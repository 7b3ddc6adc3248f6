"""Time grows with the length of a text and not with its square, whatever the text is made of."""

import pytest

from app.rewrite.facts.inventory import inventory_differences
from app.rewrite.text import Text
from tests.support.computing import seconds_of

HOSTILE = [
    "[a](b) ",
    "![a](b) ",
    "`a` ",
    "“a b c” ",
    "'a ",
    "- a\n",
    "1. a\n",
    "# a\n\n",
    "| a | b |\n",
    "[^1] ",
    "[1] ",
    "$a$ ",
    "$a",
    "~~a~~ ",
    "<b>",
    "<b a>",
    "@a ",
    "#a ",
    ":a: ",
    "✅ ",
    "!!! a\n\n",
    "<!-- a -->\n\n",
    "[a]: b\n\n",
    "www.a ",
    "+1 234 567 8 ",
    "%%a%% ",
    "a@b.c ",
    "[[a]] ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_is_compared_in_linear_time(unit):
    def seconds(size):
        one, other = (Text(part + unit * (size // len(unit)), "a.md") for part in ("Old.\n\n", "New.\n\n"))
        assert one.document.source != other.document.source
        return seconds_of(lambda: list(inventory_differences(one, other)))

    assert seconds(16_000) < 12 * seconds(4_000) + 0.05
