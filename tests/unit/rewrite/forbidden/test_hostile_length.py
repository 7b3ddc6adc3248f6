"""Time grows with the length of a text and not with its square, whatever the text is made of."""

import pytest

from app.rewrite.facts.forbidden import forbidden_differences
from app.rewrite.text import Text
from tests.support.computing import seconds_of

HOSTILE = [
    "{{ ",
    "{",
    "}",
    "{% raw %}",
    "{%",
    "<a ",
    "<a b='",
    "<script>",
    "<svg>",
    "<!--",
    "<?",
    "<%",
    "<<a",
    "&#106;",
    "javascript:",
    "a:",
    "data:;",
    "url(",
    "onclick=",
    "![[",
    "[[file:",
    "`r ",
    "`",
    ":a:`",
    "\n.. a::",
    "\n#+a",
    "\n```a file",
    "\\input",
    "+++a",
    "a::b",
    "include:a",
    "\u200b",
    "\u0301",
    "\U000e0041",
    "here is the improved ",
    "I made ",
    "Note: ",
    "\n",
    " ",
    "\t> ",
    '"(*_',
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_is_read_in_linear_time(unit):
    def seconds(size):
        text = Text(unit * (size // len(unit)), "a.md")
        text.document  # noqa: B018 - parsing is not what is measured
        return seconds_of(lambda: list(forbidden_differences(Text("a", "a.md"), text)))

    assert seconds(24_000) < 12 * seconds(6_000) + 0.05
