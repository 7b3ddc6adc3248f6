"""Whatever is read, places and sections agree with the source."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.content import encode_document, read_document, read_text
from app.domain.content import ContentFormat
from app.domain.errors import InvalidContent
from tests.support.documents import assert_sound

WORDS = st.sampled_from(
    [
        "soil",
        "pH 6.5",
        "é",
        "土壌",
        "🌱",
        "&amp;",
        "&#x41;",
        "&nbsp;",
        "&bogus",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\x1b[31m",
        "\x00",
        "\u200b",
        "\xa0",
        "\u2028",
        "\ufdd0",
        "*",
        "**",
        "`",
        "``",
        "[a](b)",
        "![i](j)",
        "<https://x.y>",
        "[^1]",
        "\\*",
        "{{ x }}",
        "{% y %}",
        "{/* two words */}",
        "{a}",
        "{",
        "}",
        "|",
        "a|b",
        "-|-",
        ":::note",
        "{: .c}",
        "~~x~~",
        "http://u.v",
    ]
)
LINES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\r\n",
        "# ",
        "## ",
        "> ",
        "- ",
        "1. ",
        "    ",
        "\t",
        "```\n",
        "~~~\n",
        "---\n",
        "+++\n",
        "===\n",
        "***\n",
        "|a|b|\n|-|-|\n|c|d|\n",
        "<!-- c -->",
        "<div>",
        "</div>",
        "<p hidden>",
        "</p>",
        "<b>",
        "</b>",
        "<li>",
        "<ul>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<pre>",
        "</pre>",
        "<br>",
        "<a href='x'>",
        "</a>",
        "<img alt='q' src=z>",
        "<script>",
        "</script>",
        "<title>",
        "</title>",
        "<h2>",
        "</h2>",
        "<style>",
        "<nav>",
        "</nav>",
        "<!--",
        "-->",
        "<",
        ">",
        "'",
        '"',
        "<svg/>",
        "<template>",
        "<blockquote>",
        "[//]: # (x)\n",
        "[r]: /u 't'\n",
        "import x from 'y'\n\n",
        "<Tab a={1}>",
        "</Tab>",
        ".. note:: x\n",
        "::\n\n  code\n",
        "title\n=====\n",
        "+---+---+\n| a | b |\n+---+---+\n",
        "[^1]: note\n",
        "key: value\n",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, LINES, st.text(max_size=5)), max_size=40).map("".join)


@pytest.mark.parametrize("format_", ContentFormat)
@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
@example(text="<a href='x>broken attr</a><p>End")
@example(text="> " * 300 + "deep")
def test_every_place_is_right_in_every_format(format_, text):
    document = read_text(text, format=format_)

    assert_sound(document)
    assert read_text(text, format=format_) == document


@given(text=TEXTS, name=st.sampled_from([None, "a.md", "a.mdx", "a.html", "a.rst", "a.txt", "a.bin"]))
@settings(max_examples=200, deadline=None)
def test_a_file_that_is_valid_utf8_comes_back_as_it_was(text, name):
    data = text.encode("utf-8", "replace")
    if data[:16].count(b"\x00"):
        return  # a NUL among the first bytes may be UTF-16: the other test's business

    document = read_document(data, path=name)

    assert_sound(document)
    assert encode_document(document, document.source) == data


@given(data=st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused_by_name(data):
    try:
        document = read_document(data, path="some.md")
    except InvalidContent as error:
        refusal = str(error)
    else:
        assert_sound(document)
        refusal = "some.md was read"
    assert refusal.startswith("some.md ")
