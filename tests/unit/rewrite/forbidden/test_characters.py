import pytest

from app.domain.facts import FactKind
from app.rewrite.text import Text
from tests.support.additions import added, differences, kept

ODD = [
    "\x00",
    "\x01",
    "\x07",
    "\x08",
    "\x0b",
    "\x0c",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\x9b",
    "\ud83d",
    "\udc00",
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u115f",
    "\u180e",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u2028",
    "\u2029",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2060",
    "\u2063",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u206f",
    "\u3164",
    "\ue000",
    "\uf8ff",
    "\ufdd0",
    "\ufe0f",
    "\ufeff",
    "\ufff9",
    "\ufffd",
    "\uffff",
    "\U000e0001",
    "\U000e0041",
    "\U000e0100",
    "\U000f0000",
    "\U0010ffff",
    "e\u0301\u0302\u0303\u0304\u0305",
    "n\u0336",
    "p\u0430",
]


@pytest.mark.parametrize("sign", ODD, ids=lambda sign: " ".join(f"U+{ord(one):04X}" for one in sign))
@pytest.mark.parametrize("suffix", ["md", "html", "rst", "txt"])
def test_a_character_that_nobody_sees_is_refused(suffix, sign):
    found = added(suffix, f"wa{sign}y", inline=True)

    assert found
    assert {difference.kind for difference in found} == {FactKind.CHARACTER}


@pytest.mark.parametrize("sign", ODD, ids=lambda sign: " ".join(f"U+{ord(one):04X}" for one in sign))
def test_in_the_same_word_the_original_may_keep_it(sign):
    assert kept("md", f"wa{sign}y", inline=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d🚀",
        "👩🏽\u200d🚀",
        "❤\ufe0f",
        "❤\ufe0f\u200d🔥",
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳\ufe0f\u200d🌈",
        "1\ufe0f\u20e3",
        "‼\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "क्\u200cष",
        "ශ්\u200dරී",
        "辻\U000e0100",
        "ไทย\u200bแลนด์",
        "naïve café",
        "e\u0301",
        "1\u00a0000",
        "日本語",
    ],
)
def test_where_a_script_or_an_emoji_needs_it_the_character_is_spelling(text):
    assert added("md", text, inline=True) == []


def test_the_difference_names_the_character_its_line_and_its_span():
    before = Text("One.\n\nTwo words.\n", "a.md")
    after = Text("One.\n\nTwo \u202ewords.\n", "a.md")

    (difference,) = differences(before, after)

    assert difference.after == "[U+202E RIGHT-TO-LEFT OVERRIDE]"
    assert difference.why == "U+202E RIGHT-TO-LEFT OVERRIDE in line 3"
    assert (difference.after_span.start, difference.after_span.end) == (10, 11)


def test_a_mark_may_not_move_to_another_word():
    before = Text("The pa\u00adper is good, the pen is bad.\n", "a.md")
    after = Text("The paper is good, the p\u00aden is bad.\n", "a.md")

    assert differences(before, after)


def test_a_byte_order_mark_at_the_start_is_no_part_of_the_text():
    assert differences(Text("One.\n", "a.md"), Text("\ufeffOne!\n", "a.md")) == []
