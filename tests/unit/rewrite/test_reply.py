import json

import pytest

from app.domain.errors import ReplyUnusable
from app.rewrite.reply import ReplySection, leaks_note, read_reply

PLAIN = '{"sections": [{"id": "s1", "text": "It holds.", "note": "shorter"}]}'
READ = [ReplySection("s1", "It holds.", "shorter")]


@pytest.mark.parametrize(
    "reply",
    [
        PLAIN,
        f"\ufeff{PLAIN}",
        f"\n  {PLAIN}\r\n",
        f"```json\n{PLAIN}\n```",
        f"\ufeff```\n{PLAIN}\n```\n",
        f"~~~~json\r\n{PLAIN}\r\n~~~~",
        PLAIN.replace('"note"', '"confidence": 0.9, "note"'),
        PLAIN.replace('{"sections"', '{"thoughts": "x", "sections"'),
    ],
)
def test_harmless_slips_of_form_are_read_over(reply):
    assert read_reply(reply, "m") == READ


@pytest.mark.parametrize("note", ['"note": null', '"note": ""', '"notes": "x"'])
def test_a_note_that_is_missing_is_empty(note):
    assert read_reply(PLAIN.replace('"note": "shorter"', note), "m") == [ReplySection("s1", "It holds.", "")]


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("", "not JSON"),
        (f"Here it is:\n{PLAIN}", "not JSON"),
        (f"{PLAIN}\n\nI hope this helps!", "not JSON"),
        (f"Sure!\n```json\n{PLAIN}\n```", "not JSON"),
        (f"```json\n{PLAIN}\n```\nAnything else?", "not JSON"),
        (f"```json\n{PLAIN}", "not JSON"),
        (f"```json\n{PLAIN}\n```\n```json\n{PLAIN}\n```", "not JSON"),
        (f"{PLAIN}{PLAIN}", "not JSON"),
        (f"// JSON\n{PLAIN}", "not JSON"),
        (PLAIN.replace('"shorter"', "NaN"), "NaN is not a JSON value"),
        (PLAIN.replace('"note"', '"text": "x", "note"'), "stands twice"),
        (PLAIN.replace("holds", "ho\nlds"), "not JSON"),
        (json.dumps(PLAIN), "no list of sections"),
        (f"[{PLAIN}]", "no list of sections"),
        ("[" * 100_000, "not JSON"),
        ('{"sections": {"id": "s1"}}', "no list of sections"),
        ('{"sections": ["s1"]}', "lacks its id or text"),
        ('{"sections": [{"id": "s1"}]}', "lacks its id or text"),
        ('{"sections": [{"id": 1, "text": "x"}]}', "lacks its id or text"),
        (PLAIN.replace('"shorter"', "3"), "a note that is not text"),
        (PLAIN.replace("holds", "holds \\u0000"), r"U\+0000"),
        (PLAIN.replace("holds", "holds \\ud83d"), r"U\+D83D"),
    ],
)
def test_everything_else_is_refused_with_the_reason(reply, why):
    with pytest.raises(ReplyUnusable, match=f"^m .*{why}"):
        read_reply(reply, "m")


def test_a_note_comes_on_one_line_without_characters_that_cannot_be_stored():
    reply = PLAIN.replace("shorter", "shorter\\n\\u0000\\ud83d\\u001b[31m now")

    assert read_reply(reply, "m")[0].note == "shorter [31m now"


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("It holds. Shortened the opening.", True),
        ("It holds.\n\n**Note:** shortened the opening", True),
        ("It holds.", False),
        ("It held.", False),
    ],
)
def test_a_note_in_the_text_is_seen(text, leaks):
    section = ReplySection("s1", text, "Shortened the opening.")

    assert leaks_note(section, text, "It held.") is leaks


def test_a_note_that_quotes_the_original_leaks_nothing():
    section = ReplySection("s1", "It held well.", "It held.")

    assert not leaks_note(section, "It held well.", "It held well, they say.")
    assert not leaks_note(ReplySection("s1", "x", "shorter"), "It is shorter.", "It is short.")
