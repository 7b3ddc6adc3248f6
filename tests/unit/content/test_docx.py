"""Word files are read as Markdown that says exactly what they show, with a place for each paragraph."""

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content import read_document
from app.content.docx import body as bodies
from app.content.docx import package as packages
from app.content.docx import xml as elements
from app.domain.content import BlockKind, Document
from app.domain.errors import InvalidContent
from tests.support.documents import SHARED, assert_sound
from tests.support.word import item, link, p, part, r, table, word_file


def read(body: str, **more) -> Document:
    document = read_document(word_file(body, **more), path="piece.docx")
    assert_sound(document)
    return document


def blocks(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in document.blocks]


def refusal(data: bytes, name: str = "piece.docx") -> str:
    with pytest.raises(InvalidContent) as caught:
        read_document(data, path=name)
    return str(caught.value)


def test_headings_are_known_by_their_built_in_names_whatever_the_language_of_the_program():
    document = read(p("Soil", "berschrift1") + p("Text.") + p("Deep", "Haus"))

    assert blocks(document) == [("heading", 1, "Soil"), ("paragraph", 0, "Text."), ("heading", 2, "Deep")]
    assert (document.container, document.title) == ("docx", "Soil")


def test_a_title_is_the_first_level_and_moves_the_headings_below_it():
    document = read(p("The piece", "Titel") + p("Part", "berschrift1"))

    assert blocks(document) == [("heading", 1, "The piece"), ("heading", 2, "Part")]


def test_a_list_keeps_its_levels_and_its_kind():
    document = read(
        item("one") + item("inner", level=1) + item("two") + p("After.") + item("first", number=2)
    )

    assert document.source == "- one\n  1. inner\n- two\n\nAfter.\n\n1. first\n"
    assert [block.level for block in document.blocks] == [1, 2, 1, 0, 1]


def test_a_table_is_a_table_and_a_table_of_one_column_is_a_frame():
    document = read(table(("Crop", "Yield"), ("Rye", "4 | 5")) + table(("Framed.",)))

    assert blocks(document) == [
        ("table", 0, "Crop | Yield"),
        ("table", 0, "Rye | 4 | 5"),
        ("paragraph", 0, "Framed."),
    ]


def test_links_have_their_targets_and_notes_their_texts():
    notes = part("footnotes", f'<w:footnote w:id="7">{p("Measured in May.")}</w:footnote>')
    mark = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    document = read(
        f"<w:p>{r('See ')}{link('the survey')}{r(' here')}{mark}{r('.')}</w:p>",
        links={"rId50": "https://example.org/a(b)"},
        parts={"footnotes.xml": notes},
    )

    assert (
        document.source
        == "See [the survey](<https://example.org/a(b)>) here[^1].\n\n[^1]: Measured in May.\n"
    )
    assert document.blocks[0].links[0].target == "https://example.org/a(b)"


def test_the_field_of_a_link_is_a_link_and_another_field_shows_its_result():
    def fld(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def code(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    linked = fld("begin") + code(' HYPERLINK "https://a.example" ') + fld("separate") + r("site") + fld("end")
    dated = fld("begin") + code(" DATE ") + fld("separate") + r("4 May") + fld("end")

    assert read(f"<w:p>{linked}{r(', ')}{dated}</w:p>").source == "[site](https://a.example), 4 May\n"


def test_furniture_is_kept_apart():
    document = read(
        p("Contents line", "Verz") + p("Body."),
        parts={
            "header1.xml": part("hdr", p("Page head")),
            "comments.xml": part(
                "comments", f'<w:comment w:id="0" w:author="Ada">{p("Really?")}</w:comment>'
            ),
        },
    )

    assert [block.text for block in document.blocks] == ["Body."]
    assert [(one.kind, one.text, one.author) for one in document.furniture] == [
        ("header", "Page head", ""),
        ("contents", "Contents line", ""),
        ("comment", "Really?", "Ada"),
    ]


def test_what_is_hidden_or_deleted_is_not_read_and_pending_changes_are_told():
    body = (
        "<w:p>"
        + r("Kept")
        + r(" secret", "<w:vanish/>")
        + f'<w:ins w:id="1" w:author="A">{r(" new")}</w:ins>'
        + '<w:del w:id="2" w:author="A"><w:r><w:delText> old</w:delText></w:r></w:del></w:p>'
    )
    document = read(body)

    assert document.source == "Kept new\n"
    assert [problem.code for problem in document.problems] == ["pending-changes", "hidden-text"]
    assert document.problems[0].message.startswith("2 tracked changes are undecided")


def test_soft_hyphens_go_and_other_characters_stay():
    parts = (
        "<w:r><w:t>hy</w:t><w:softHyphen/><w:t>phen\u00adated</w:t><w:tab/>"
        "<w:t>A</w:t><w:noBreakHyphen/><w:t>4</w:t></w:r>"
    )

    assert read(f"<w:p>{parts}</w:p>").source == "hyphenated A\u20114\n"


def test_every_paragraph_has_a_place_that_counts_what_is_shown():
    document = read(p("One.") + p() + table(("a", ""), ("", "b")) + item("Last"))
    found = {document.source[place.span.start : place.span.end]: str(place) for place in document.places}

    assert found == {"One.": "paragraph 1", "a": "paragraph 2", "b": "paragraph 3", "- Last": "paragraph 4"}
    assert str(document.place(document.source.index("Last"))) == "paragraph 4"


@pytest.mark.parametrize("value", ["", "-1", "x", "²", "9" * 5_000])
def test_a_level_that_is_no_number_is_no_level(value):
    level = f'<w:outlineLvl w:val="{value}"/>'
    numbered = f'<w:numPr><w:ilvl w:val="{value}"/><w:numId w:val="1"/></w:numPr>'

    assert read(p("Plain.", properties=level) + p("Item", properties=numbered)).source == "Plain.\n\n- Item\n"


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{p('Boxed.')}</w:txbxContent>"
    choice = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
    fallback = f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    both = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"

    assert read(f"<w:p>{r('Before.')}<w:r>{both}</w:r></w:p>").source == "Before.\n\nBoxed.\n"


ODD = st.text(st.sampled_from("ab1 .*_[]()<>&#-+|`~!\\:{}=^ 2)x/\"'"), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(ODD, ODD, st.sampled_from(["", "berschrift1", "Zitat"]))
def test_the_markdown_shows_the_same_text_as_the_file(first, second, style):
    def xml(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    linked = f"<w:p>{r(xml(first))}{link(xml(second))}{r(xml(first))}</w:p>"
    body = p(xml(first), style) + linked + item(xml(second)) + table((xml(first), "x"), ("y", xml(second)))
    document = read(body, links={"rId50": "https://a.example/"})
    expected = [first, first + second + first, second, f"{first} | x", f"y | {second}"]
    shown = [re.sub(r"\s+", " ", text).strip() for text in expected]
    if any(mark in text for mark in ("{{", "{%", "{:", "{#") for text in shown):
        return  # a template's code is not text, in Word as elsewhere

    found = [block.text for block in document.blocks if block.kind is not BlockKind.MARKUP]
    assert [bare(text) for text in found if bare(text)] == [bare(text) for text in shown if bare(text)]


def bare(text: str) -> str:
    """Without the spaces around cells, and without the separators of empty ones."""
    return re.sub(r"\s*\|\s*", "|", text).strip("| ")


def test_a_doctype_is_refused_before_anything_is_expanded():
    main = (
        b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        + part("document", "<w:body/>").split(b"\n", 1)[1]
    )

    assert "has a DOCTYPE" in refusal(word_file("", main=main))


def test_bombs_are_refused_by_their_sizes(monkeypatch):
    monkeypatch.setattr(packages, "MAX_TOTAL", 1_000)
    assert "unpacks to" in refusal(word_file(p("Text.")))

    monkeypatch.undo()
    out = BytesIO(word_file(p("Text.")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(packages.MAX_MEMBERS):
            archive.writestr(str(number), b"")
    assert "5,0" in refusal(out.getvalue())


def test_deep_nesting_is_refused():
    main = part("document", "<w:body>" + "<w:p>" * 400 + "</w:p>" * 400 + "</w:body>")

    assert "nests more than 200" in refusal(word_file("", main=main))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_that_is_cut_off_is_refused(share):
    data = word_file(p("Text."))

    assert "damaged or cut off" in refusal(data[: int(len(data) * share)])


def test_a_damaged_part_is_refused_by_name():
    assert "word/document.xml is damaged: " in refusal(word_file("", main=b"<w:document"))


def test_other_office_files_are_refused_by_what_they_are():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    ole = b"\xd0\xcf\x11\xe0" + bytes(600)

    assert "is an OpenDocument file, not a Word file" in refusal(out.getvalue())
    assert "is an old Office document" in refusal(ole)
    assert "is protected with a password" in refusal(ole + "EncryptedPackage".encode("utf-16-le"))


def test_the_content_decides_and_a_wrong_name_is_told():
    as_markdown = read_document(word_file(p("Text.")), path="piece.md")
    as_word = read_document(b"# Head\n\nText.\n", path="piece.docx")

    assert as_markdown.container == "docx"
    assert "The name says markdown, but the file is Word" in as_markdown.problems[0].message
    assert "The name says Word, but the file is markdown" in as_word.problems[0].message


def test_utf_16_parts_are_read():
    main = (
        part("document", f"<w:body>{p('Grüße.')}</w:body>")
        .decode()
        .replace("UTF-8", "UTF-16")
        .encode("utf-16")
    )

    assert read_document(word_file("", main=main), path="a.docx").source == "Grüße.\n"


@pytest.mark.skipif(not (SHARED / "documents").is_dir(), reason=f"no {SHARED}/documents: set COPYDESK_SHARED")
@pytest.mark.parametrize(
    ("name", "gives"),
    [
        (
            "testWORD_various.docx",
            ["appears here[^1]", "text box", "| Row 1 Col 1 |", "- Bullet 1", "1. Number"],
        ),
        ("word_sample.docx", ["# Swimming in the lake", "## Let’s swim", "| Leaves |", "![A cartoon duck"]),
        ("footnotes.docx", ["[^1]: snoska"]),
        ("testOptionalHyphen.docx", ["optionalhyphen"]),
        ("docx_page_header_footer_first_page.docx", ["## Page 2"]),
    ],
)
def test_real_files_give_what_they_hold(name, gives):
    document = read_document((SHARED / "documents" / name).read_bytes(), path=name)

    assert_sound(document)
    assert [text for text in gives if text not in document.source] == []
    assert "FIRST PAGE HEADER" not in document.source


def test_paragraphs_and_elements_are_counted_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr(bodies, "MAX_PARAGRAPHS", 5)
    assert "more than 5 paragraphs and table cells" in refusal(word_file(p() * 6))

    monkeypatch.setattr(elements, "MAX_ELEMENTS", 3)
    assert "holds more than 3 elements" in refusal(word_file(p("One.") * 2))


def test_the_text_of_a_file_has_the_same_limit_as_a_text_file():
    with pytest.raises(InvalidContent, match=r"holds 2,001 characters of text; the limit is 2,000"):
        read_document(word_file(p("a" * 2_000)), path="a.docx", max_bytes=2_000)


def test_a_table_of_very_wide_cells_costs_no_more_than_its_limit():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="200"/></w:tcPr>{p("a")}</w:tc>'
    rows = f"<w:tr>{wide * 30}</w:tr>" + f"<w:tr><w:tc>{p('b')}</w:tc><w:tc>{p('c')}</w:tc></w:tr>" * 30

    document = read_document(word_file(f"<w:tbl>{rows}</w:tbl>"), path="wide.docx")

    assert len(document.source) < 50_000


def test_fields_that_are_never_closed_are_bounded():
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 3_000

    assert read_document(word_file(f"<w:p>{begun}</w:p>{p('After.')}"), path="a.docx").source == "After.\n"
