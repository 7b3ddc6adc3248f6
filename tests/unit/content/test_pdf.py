"""PDFs are read in a process of their own; lines become headings and paragraphs, margins are kept apart."""

import importlib.util

import pytest

from app.content import read_document
from app.content.pdf.layout import BROKEN, Line, arranged
from app.domain.errors import InvalidContent
from tests.support.documents import SHARED, assert_sound

needs_pdfium = pytest.mark.skipif(importlib.util.find_spec("pypdfium2") is None, reason="needs copydesk[pdf]")


def lines(*texts: str, page: int = 1, top: float = 700, height: float = 10) -> list[Line]:
    """Lines below one another; an empty text is a gap."""
    return [Line(text, top - 12 * index, height, page) for index, text in enumerate(texts) if text]


def texts(*given: Line) -> list[str]:
    blocks, _ = arranged(given)
    return [block.text for block in blocks]


LONG = "The council met on Monday and talked about the bridge for"


def test_lines_are_joined_to_paragraphs_and_a_gap_parts_them():
    assert texts(*lines(LONG, "three hours without a vote.", "", LONG, "two more.")) == [
        f"{LONG} three hours without a vote.",
        f"{LONG} two more.",
    ]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page():
    assert texts(*lines(LONG), *lines("three hours", top=760), *lines("without a vote.", page=2)) == [
        f"{LONG} three hours without a vote."
    ]
    assert len(texts(*lines(f"{LONG} hours."), *lines(LONG, page=2))) == 2


def test_a_broken_word_is_joined_where_the_file_or_the_text_says_that_it_is_one():
    assert texts(
        *lines(f"The adip{BROKEN}iscing council and its well-", "known bridge, as a state-", "ment says.")
    ) == ["The adipiscing council and its well-known bridge, as a state-ment says."]
    assert texts(*lines("It is a statement, and the state-", "ment is short.")) == [
        "It is a statement, and the statement is short."
    ]


def test_greater_lines_are_headings_by_their_size():
    found, _ = arranged(
        [
            *lines("The plan", height=18, top=760),
            *lines("Costs", height=13, top=730),
            *lines(LONG, "three hours.", top=700),
            *lines("Dates", height=13, top=660),
        ]
    )

    assert [(block.level, block.text) for block in found][:2] == [(1, "The plan"), (2, "Costs")]
    assert (found[-1].level, found[-1].text) == (2, "Dates")


def test_what_repeats_on_three_pages_and_page_numbers_are_margins():
    said = ["for the bridge.", "against the tunnel.", "with nobody else."]
    pages = [
        line
        for page, end in enumerate(said, start=1)
        for line in (
            *lines(f"The Daily, no. {page}", top=800, page=page),
            *lines(f"{LONG} {end}", page=page),
            *lines(str(page), top=30, page=page),
        )
    ]
    blocks, margins = arranged(pages)

    assert [block.text for block in blocks] == [f"{LONG} {end}" for end in said]
    assert margins == ["The Daily, no. #", "#"]


def pdf_file(*pages: list[tuple[int, int, str]]) -> bytes:
    """A PDF of lines, each with its size and height on the page."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    kids = []
    for page in pages:
        stream = "".join(f"BT /F {size} Tf 72 {top} Td ({text}) Tj ET\n" for size, top, text in page)
        kids.append(f"{len(objects) + 1} 0 R")
        resources = "/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}/Contents {len(objects) + 2} 0 R>>")
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}endstream")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    body = "".join(f"{number} 0 obj\n{one}\nendobj\n" for number, one in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF".encode()


@needs_pdfium
def test_findings_in_a_pdf_have_pages():
    data = pdf_file(
        [(18, 700, "The plan"), (10, 660, "It costs 5 * 6 million.")], [(10, 700, "Nobody objected.")]
    )
    document = read_document(data, path="plan.pdf")

    assert_sound(document)
    assert document.source == "# The plan\n\nIt costs 5 \\* 6 million.\n\nNobody objected.\n"
    assert [str(place) for place in document.places] == ["page 1", "page 1", "page 2"]
    assert (document.container, document.title) == ("pdf", "The plan")


@needs_pdfium
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf_file([]), "a PDF without a text layer"),
        (b"%PDF-1.7\nnothing", "a PDF that is damaged"),
    ],
)
def test_a_pdf_without_text_and_one_that_is_damaged_are_refused(data, why):
    with pytest.raises(InvalidContent, match=why):
        read_document(data, path="a.pdf")


@needs_pdfium
@pytest.mark.skipif(not (SHARED / "documents").is_dir(), reason=f"no {SHARED}/documents: set COPYDESK_SHARED")
def test_a_file_that_needs_a_password_is_refused():
    data = (SHARED / "documents" / "libreoffice-writer-password.pdf").read_bytes()

    with pytest.raises(InvalidContent, match="protected with a password"):
        read_document(data, path="a.pdf")
