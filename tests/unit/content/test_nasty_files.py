"""The hard files outside the repository behave as their manifest asks."""

import json

import pytest

from app.content import encode_document, read_document, words
from app.domain.content import BlockKind, ContentFormat, Document
from app.text.sentences import sentences
from tests.support.documents import SHARED, assert_sound

NASTY = SHARED / "nasty"
MANIFEST = NASTY / "manifest.json"
pytestmark = pytest.mark.skipif(not MANIFEST.is_file(), reason=f"no {MANIFEST}: set COPYDESK_SHARED")
FILES = [entry["file"] for entry in json.loads(MANIFEST.read_text())] if MANIFEST.is_file() else []


def read(name: str) -> Document:
    file = next(NASTY.glob(f"{name}_*"))
    return read_document(file.read_bytes(), path=str(file))


def codes(document: Document) -> set[str]:
    return {problem.code for problem in document.problems}


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [block.text for block in document.blocks if block.kind is kind]


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_with_sound_places_and_comes_back_byte_for_byte(name):
    data = (NASTY / name).read_bytes()
    document = read_document(data, path=name)

    assert_sound(document)
    assert encode_document(document, document.source) == data


@pytest.mark.parametrize("name", ["01", "02", "03"])
def test_without_a_body_there_is_nothing_to_score(name):
    document = read(name)

    assert document.blocks == ()
    assert document.visible_text == ""


def test_front_matter_is_found_behind_a_byte_order_mark():
    document = read("04")

    assert document.has_bom
    assert document.front_matter["title"] == "How to test soil pH"
    assert document.front_matter["date"] == "2024-03-02"


def test_utf16_is_decoded_and_not_scored_as_noise():
    document = read("05")

    assert (document.encoding, document.title, document.language) == ("utf-16-le", "Test soil pH", "en")


def test_cp1252_is_recognised_and_told():
    document = read("06")

    assert document.encoding == "cp1252"
    assert texts(document, BlockKind.PARAGRAPH) == ["Größe und Müll: 12 €"]
    assert "guessed-encoding" in codes(document)


def test_one_bad_line_is_kept_and_told():
    document = read("07")

    assert "Café costs 3 € here." in document.visible_text
    assert "undecodable-bytes" in codes(document)
    assert {document.position(each.span.start)[0] for each in document.problems if each.span} == {4}


def test_lines_are_counted_as_an_editor_counts_them():
    document = read("08")
    second = [block for block in document.blocks if block.kind is BlockKind.HEADING][1]

    assert (second.text, document.position(second.span.start)) == ("B", (5, 1))


def test_invisible_characters_do_not_change_the_words():
    document = read("09")
    paragraph = texts(document, BlockKind.PARAGRAPH)[0]

    assert "\u202e" in paragraph
    assert words("So\u200bil p\u200dH", "en") == 2


@pytest.mark.parametrize(("name", "language"), [("12", "ar"), ("13", "ja"), ("14", "th")])
def test_scripts_tell_the_language(name, language):
    assert read(name).language == language


def test_thai_without_spaces_is_not_counted_as_one_word():
    assert words(read("14").visible_text, "th") > 100


def test_a_page_that_javascript_would_fill_has_no_visible_text():
    document = read("15")

    assert document.visible_text == ""
    assert document.title == "App"


def test_json_ld_is_kept_raw_with_its_place():
    document = read("16")
    assert document.html is not None

    assert len(document.html.json_ld) == 4
    for raw, span in document.html.json_ld:
        assert document.source[span.start : span.end] == raw


def test_deep_nesting_loses_no_text():
    text = read("17").visible_text

    assert "cell 6.5" in text
    assert "takes ten minutes." in text


def test_malformed_markup_loses_no_tail():
    document = read("18")

    assert document.title == "pH"
    assert [block.text for block in document.blocks] == [
        "One", "Two bold both it", "a", "b", "x", "Heading", "Deeper", "broken attr", "End",
    ]  # fmt: skip


def test_code_is_no_prose():
    document = read("19")

    assert set(texts(document, BlockKind.PARAGRAPH)) == {"One sentence of prose."}
    assert {block.text for block in document.headings()} == {"Parse pH logs"}
    assert len(texts(document, BlockKind.CODE)) == 16


def test_mdx_code_is_markup_and_its_text_is_read():
    document = read("20")

    assert document.format is ContentFormat.MDX
    assert texts(document, BlockKind.PARAGRAPH)[0] == "A kit costs euros. Do not mix reagents."
    assert any(text.startswith("import ") for text in texts(document, BlockKind.MARKUP))


def test_comments_are_hidden():
    hidden = texts(read("21"), BlockKind.HIDDEN)

    assert [("SYSTEM" in text or "approve this article" in text) for text in hidden] == [True, True]


def test_hidden_html_is_hidden():
    document = read("22")

    assert len(texts(document, BlockKind.HIDDEN)) == 3
    assert "Ignore" not in document.visible_text
    assert any(
        link.is_image and "human-written" in link.text for block in document.blocks for link in block.links
    )


def test_a_yaml_bomb_is_reported_and_the_body_read():
    document = read("26")

    assert "front-matter-invalid" in codes(document)
    assert document.front_matter == {}
    assert "home test kit" in document.visible_text


def test_unclosed_front_matter_is_reported_at_line_one_and_swallows_nothing():
    document = read("27")
    problem = next(each for each in document.problems if each.code == "front-matter-unclosed")

    assert problem.span is not None
    assert document.position(problem.span.start) == (1, 1)
    assert "home test kit" in document.visible_text


def test_no_control_character_reaches_a_text():
    document = read("28")

    assert "\x00" not in document.source
    assert "\x1b" not in document.visible_text + (document.title or "")
    assert {"nul-characters", "control-characters"} <= codes(document)


def test_nine_thousand_words_in_one_line_are_bounded_sentences():
    document = read("29")

    assert words(document.visible_text, "en") == 9000
    assert max(len(span) for span in sentences(document.visible_text)) <= 2000


def test_robots_and_canonicals_are_all_kept():
    document = read("31")
    assert document.html is not None

    assert document.html.robots == ("noindex, nosnippet", "max-snippet:0")
    assert document.html.canonicals == ("a", "b")


def test_a_table_row_keeps_its_numbers_together():
    assert "2.5 | 2–5 | max 4×/day" in texts(read("32"), BlockKind.TABLE)


def test_a_name_that_promises_another_format_is_told():
    document = read("34")

    assert document.format is ContentFormat.MARKDOWN
    assert "wrong-extension" in codes(document)
