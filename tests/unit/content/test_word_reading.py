"""A Word file is read as Markdown in which Markdown finds what Word shows, each passage with its place."""

import zipfile
from io import BytesIO

import pytest

from app.content import read_document
from app.domain.errors import InvalidContent
from tests.support.word_files import R, W, paragraph, run, word_file


def text_of(body: str, **parts: str) -> str:
    return read_document(word_file(body, **parts), path="a.docx").source


def test_styles_give_the_title_headings_and_those_that_a_house_bases_on_them():
    body = paragraph("Report", style="Titel") + paragraph("Aims", style="H1") + paragraph("Own", style="Own")

    assert text_of(body) == "# Report\n\n## Aims\n\n## Own"


def test_without_a_title_a_heading_stands_at_its_own_level():
    assert text_of(paragraph("Aims", style="H1") + paragraph("Text.")) == "# Aims\n\nText."


def test_lists_have_bullets_or_numbers_as_their_numbering_says():
    body = "".join(paragraph(word, number="1") for word in ("Tea", "Milk"))
    body += paragraph("Then:") + "".join(paragraph(word, number="2") for word in ("Boil", "Pour"))

    assert text_of(body) == "- Tea\n- Milk\n\nThen:\n\n1. Boil\n2. Pour"


def test_a_table_is_a_table_with_each_cell_a_place():
    cells = "".join(f"<w:tc>{paragraph(word)}</w:tc>" for word in ("Food", "a|b"))
    document = read_document(word_file(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), path="a.docx")

    assert document.source == "| Food | a\\|b |\n| --- | --- |"
    assert document.place(document.source.index("a\\|b")) == "table 1, row 1, column 2"


@pytest.mark.parametrize(
    "text",
    [
        "2026. A year",
        "# no heading",
        "- no item",
        "*no* _emphasis_ `code` [link](x) &amp;lt; {{ t }} $x$",
        "snake_case stays",
        "--- +++ ===",
        "| a | b |",
        "> no quote",
        "1) no item",
        "::: note",
    ],
)
def test_what_looks_like_markup_in_word_is_text_in_markdown(text):
    shown = text.replace("&amp;", "&")
    document = read_document(word_file(paragraph("Before.") + paragraph(text)), path="a.docx")

    assert [block.text for block in document.blocks] == ["Before.", shown]


def test_links_and_notes_are_links_and_notes():
    link = f'<w:hyperlink r:id="rId9">{run("the rules")}</w:hyperlink>'
    note = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    rels = (
        '<Relationships xmlns="x"><Relationship Id="rId9" Target="https://example.org/a b"/></Relationships>'
    )
    notes = f'<w:footnotes {W} {R}><w:footnote w:id="3">{paragraph("Page 4.")}</w:footnote></w:footnotes>'

    text = text_of(paragraph("See ", link, note, "."), rels=rels, footnotes=notes)

    assert text == "See [the rules](https://example.org/a%20b)[^1].\n\n[^1]: Page 4."


def test_deleted_and_hidden_things_are_not_text_and_pending_insertions_are():
    gone = '<w:del w:id="1" w:author="x"><w:r><w:delText>old</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2" w:author="x">{run("new")}</w:ins>'
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    field = f"{begin}<w:r><w:instrText>PAGE</w:instrText></w:r>{middle}{run('7')}{end}"
    document = read_document(word_file(paragraph("A ", gone, new, " page ", field)), path="a.docx")

    assert document.source == "A new page 7"
    assert document.problems[0].code == "pending-changes"


def test_soft_hyphens_go_and_headers_are_not_part_of_the_text():
    assert text_of(paragraph("optional\u00adhyphen")) == "optionalhyphen"


def test_a_word_file_is_known_by_its_bytes_under_any_name():
    assert read_document(word_file(paragraph("Text.")), path="letter.txt").source == "Text."


def changed(data: bytes, name: str, text: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, text if info.filename == name else old.read(info))
    return out.getvalue()


GOOD = word_file(paragraph("Text."))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"plain text", "is not a Word file"),
        (GOOD[: len(GOOD) // 2], "damaged Word file"),
        (changed(GOOD, "word/document.xml", ENTITY), "declares a DOCTYPE"),
        (changed(GOOD, "word/document.xml", "<a><b></a>"), "not well-formed"),
        (changed(GOOD, "word/document.xml", "<a>" * 600 + "</a>" * 600), "deeper than 500"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "encrypted with a password",
        ),
        (OLE + "WordDocument".encode("utf-16-le"), "old format"),
    ],
)
def test_a_damaged_or_hostile_file_is_one_sentence_that_names_it(data, said):
    with pytest.raises(InvalidContent, match=said) as refused:
        read_document(data, path="bad.docx")

    assert "bad.docx" in str(refused.value)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("app.content.docx.package.MOST_BYTES", 100)

    with pytest.raises(InvalidContent, match="unpacks to"):
        read_document(GOOD, path="bomb.docx")
