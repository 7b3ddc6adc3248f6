"""OpenDocument texts are read like Word files: canonical Markdown, places, furniture apart."""

import pytest

from app.content import read_document
from app.domain.errors import InvalidContent
from app.domain.records import OriginalFile
from app.workflow.output import Returned, returned
from tests.support.documents import SHARED, assert_sound
from tests.support.open_document import open_document
from tests.unit.reports.builders import make_revision


def source(body: str, **more) -> str:
    document = read_document(open_document(body, **more), path="piece.odt")
    assert_sound(document)
    assert document.container == "odt"
    return document.source


def test_headings_are_known_by_level_and_by_style_also_through_an_automatic_one():
    body = (
        '<text:p text:style-name="Title">The piece</text:p><text:h text:outline-level="1">Part</text:h>'
        '<text:p text:style-name="P1">Small</text:p><text:p text:style-name="Quotations">Said.</text:p>'
    )
    automatic = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_2"/>'
    )

    assert source(body, automatic=automatic) == "# The piece\n\n## Part\n\n### Small\n\n> Said.\n"


def test_lists_keep_their_levels_and_their_kind():
    inner = "<text:list>\n<text:list-item><text:p>inner</text:p></text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="L1">\n<text:list-item>\n<text:p>one</text:p>{inner}</text:list-item>'
        "<text:list-item><text:p>two</text:p></text:list-item></text:list>"
    )

    assert source(body) == "- one\n  1. inner\n- two\n"


def test_text_links_notes_and_images_come_in_their_order():
    body = "<text:note-body><text:p>Seen.</text:p></text:note-body>"
    note = f'<text:note text:note-class="footnote">{body}</text:note>'
    image = '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:title>A pot</svg:title></draw:frame>'
    body = (
        f"<text:p>A <text:span>bold</text:span><text:s/>word{note}, a\n <text:a xlink:href='https://a.example'>link"
        f"</text:a> and {image}.</text:p>"
    )

    expected = "A bold word[^1], a [link](https://a.example) and ![A pot](Pictures/a.png).\n\n[^1]: Seen.\n"
    assert source(body) == expected


def test_tables_furniture_and_pending_changes():
    comment = "<office:annotation><dc:creator>Ada</dc:creator><text:p>Really?</text:p></office:annotation>"
    cells = "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in ("Rye", "4 t")
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        f"<text:p>Kept.{comment}</text:p><table:table><table:table-row>{cells}</table:table-row></table:table>"
    )
    document = read_document(open_document(body), path="a.odt")

    assert document.source == "Kept.\n\n| Rye | 4 t |\n| --- | --- |\n"
    assert [str(place) for place in document.places] == ["paragraph 1", "paragraph 2", "paragraph 3"]
    assert [(one.kind, one.text, one.author) for one in document.furniture] == [
        ("header", "Page head", ""),
        ("comment", "Really?", "Ada"),
    ]
    assert [problem.code for problem in document.problems] == ["pending-changes"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            open_document("<text:p>a</text:p>", manifest="<m><encryption-data/></m>"),
            "protected with a password",
        ),
        (open_document("<text:p>a"), "its part content.xml is damaged"),
        (open_document("<text:p>a</text:p>")[:300], "damaged or cut off"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, why):
    with pytest.raises(InvalidContent, match=why):
        read_document(data, path="a.odt")


def test_a_rewrite_comes_back_as_markdown_and_the_original_as_itself():
    original = OriginalFile("odt", "", b"the file")

    assert returned(make_revision(0, "Text.\n"), original, name="a.odt") == Returned(b"the file")
    assert returned(make_revision(1, "New.\n"), original, name="a.odt") == Returned(b"New.\n", ".md")


@pytest.mark.skipif(not (SHARED / "documents").is_dir(), reason=f"no {SHARED}/documents: set COPYDESK_SHARED")
def test_a_real_file_gives_what_it_holds():
    data = (SHARED / "documents" / "testODTStyles2.odt").read_bytes()

    assert "| Taalrol | N |" in read_document(data, path="a.odt").source


def test_text_boxes_in_text_boxes_are_read_once_each():
    inner = "<text:p>deep</text:p>"
    for _ in range(40):
        inner = f"<text:p><draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame></text:p>"

    assert read_document(open_document(inner), path="a.odt").source.count("deep") == 1
