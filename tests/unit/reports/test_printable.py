import pytest

from app.reports.printable import columns, printable, printable_block, shortened


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\x00b\x07c", "a\\x00b\\x07c"),
        ("\x9b2J", "\\x9b2J"),
        ("invoice\u202efdp.exe", "invoice\\u202efdp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("two\nlines\tand\r", "two\\nlines\\tand\\r"),
        ("\udcff", "\\udcff"),
        ("naïve 水 👩‍🔬", "naïve 水 👩‍🔬"),
    ],
)
def test_what_a_terminal_would_obey_is_spelled_out(raw, shown):
    assert printable(raw) == shown
    printable(raw).encode()


def test_a_block_keeps_its_lines():
    assert printable_block("one\r\ntwo\t\x1b") == "one\ntwo\t\\x1b"


@pytest.mark.parametrize("limit", [8, 20, 33, 80])
@pytest.mark.parametrize(
    "text", ["a sentence of several words that goes on", "水を1リットル入れて弱火で温めます", "x" * 99]
)
def test_a_shortened_line_keeps_its_width(text, limit):
    assert columns(shortened(text, limit)) <= limit


def test_a_short_line_is_left_alone():
    assert shortened("  just\nthis ", 80) == "just\\nthis"
