"""A rewrite as tracked changes: accepted it is the rewrite, rejected the original; the rest stays."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from app.content.docx.reader import read_docx
from app.content.docx.track import Tracked, track
from app.domain.errors import InvalidContent
from tests.support.word_files import W, paragraph, part_of, run, word_file

NOW = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
RELS = '<Relationships xmlns="x"><Relationship Id="rId9" Target="https://example.org/"/></Relationships>'
LINK = f'<w:hyperlink r:id="rId9">{run("the rules")}</w:hyperlink>'
NOTE = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="3"/></w:r>'
PROTECTED = f'<w:settings {W}><w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'
NOTES = f'<w:footnotes {W}><w:footnote w:id="3">{paragraph("Page 4.")}</w:footnote></w:footnotes>'


def rewritten(data: bytes, *changes: tuple[str, str], anyway: bool = False) -> Tracked:
    text = read_docx(data, name="a.docx").text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    made = track(data, text, name="a.docx", author="Ada", now=NOW, anyway=anyway)
    if not made.left:
        assert read_docx(made.data, name="a.docx").text == text, "accepted, it is the rewrite"
    return made


def rejected(data: bytes) -> str:
    """The file's XML with every change taken back, by the simplest means."""
    import re

    xml = part_of(data)
    xml = re.sub(r"<w:p><w:pPr>(?:(?!</w:p>).)*<w:rPr><w:ins [^>]*/></w:rPr>(?:(?!</w:p>).)*</w:p>", "", xml)
    xml = re.sub(r"<w:ins [^>]*>.*?</w:ins>", "", xml)
    return re.sub(r"</?w:del [^>]*>|</w:del>", "", xml).replace("w:delText", "w:t")


def text_rejected(data: bytes) -> str:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            is_text = info.filename == "word/document.xml"
            new.writestr(info, rejected(data) if is_text else old.read(info))
    return read_docx(out.getvalue(), name="a.docx").text


def test_a_changed_word_is_deleted_and_inserted_in_its_own_formatting():
    data = word_file(paragraph(run("It is ", ""), run("very", "<w:b/>"), run(" hot.")))

    made = rewritten(data, ("very", "quite"))

    xml = part_of(made.data)
    assert '<w:del w:id="1" w:author="Ada" w:date="2026-11-29T06:00:00Z"><w:r><w:rPr><w:b/></w:rPr>' in xml
    assert '<w:ins w:id="2" w:author="Ada" w:date="2026-11-29T06:00:00Z"><w:r><w:rPr><w:b/></w:rPr>' in xml
    assert text_rejected(made.data) == "It is very hot."
    assert made.changed == ("paragraph 1",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("First", "The first"),
        ("text.", "text, and more."),
        ("plain ", ""),
        ("First plain text.", "Something else entirely."),
        ("text", 'te<xt> & "more"'),
    ],
)
def test_accepting_gives_the_rewrite_and_rejecting_the_original(old, new):
    data = word_file(paragraph("First plain text.") + paragraph("Second."))

    made = rewritten(data, (old, new.replace("<", "\\<")))

    assert text_rejected(made.data) == "First plain text.\n\nSecond."


def test_a_paragraph_goes_with_its_mark_and_a_new_one_comes_in_the_formatting_of_its_kind():
    data = word_file(
        paragraph("Aims", style="H1") + paragraph(run("Tea is hot.", "<w:i/>")) + paragraph("Milk is cold.")
    )

    made = rewritten(data, ("\n\nMilk is cold.", "\n\nCups are round and blue.\n\nSaucers too, of course."))

    xml = part_of(made.data)
    assert xml.count("<w:rPr><w:ins ") == 2
    assert xml.count("<w:rPr><w:del ") == 1
    assert text_rejected(made.data) == "# Aims\n\nTea is hot.\n\nMilk is cold."


def test_a_links_text_changes_and_the_link_stays():
    data = word_file(paragraph("See ", LINK, "."), rels=RELS)

    made = rewritten(data, ("the rules", "all the rules"), ("See ", "Read "))

    assert made.left == ()
    assert 'r:id="rId9"' in part_of(made.data)
    assert text_rejected(made.data) == "See [the rules](https://example.org/)."


def test_text_beside_a_link_is_not_part_of_it():
    data = word_file(paragraph(LINK), rels=RELS)

    before = rewritten(data, ("[the", "Read [the"))
    after = rewritten(data, ("example.org/)", "example.org/), now"))

    assert "Read" not in part_of(before.data).split("<w:hyperlink")[1].split("</w:hyperlink>")[0]
    assert ", now" in part_of(after.data).split("</w:hyperlink>")[1]


def test_a_note_stays_and_text_after_it_is_not_raised():
    data = word_file(paragraph("It boils", NOTE), footnotes=NOTES)

    made = rewritten(data, ("boils[^1]", "boils[^1] at 100 degrees"), ("Page 4.", "Page 5."))

    inserted = part_of(made.data).split("<w:ins ")[1]
    assert "superscript" not in inserted
    assert "<w:footnoteReference" in part_of(made.data)
    assert "<w:del " in part_of(made.data, "word/footnotes.xml")


@pytest.mark.parametrize(
    ("body", "old", "new", "reason"),
    [
        (paragraph("Read and keep ", LINK, "."), "[the rules](https://example.org/)", "them", "takes a link"),
        (paragraph("See it."), "it", "[it](https://example.org/)", "adds a link"),
        (paragraph("It boils", NOTE, " soon."), "boils[^1]", "boils", "loses a note"),
        (
            paragraph("A ", f'<w:ins w:id="2" w:author="x">{run("new")}</w:ins>', " page."),
            "new",
            "old",
            "somebody's pending change",
        ),
    ],
)
def test_what_is_more_than_text_is_left_and_said(body, old, new, reason):
    data = word_file(body, rels=RELS, footnotes=NOTES)

    made = rewritten(data, (old, new))

    assert made.data == data
    assert made.left[0].label == "paragraph 1"
    assert reason in made.left[0].reason


def test_every_other_part_and_every_other_byte_stays():
    data = word_file(paragraph("First.") + paragraph("Second  one. ", properties="<w:keepNext/>"))

    made = rewritten(data, ("First", "The first"))

    assert part_of(made.data).endswith(part_of(data).split("</w:p>", 1)[1])
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(BytesIO(made.data)) as new:
        names = [info.filename for info in old.infolist()]
        assert [info.filename for info in new.infolist()] == names
        assert [name for name in names if old.read(name) != new.read(name)] == ["word/document.xml"]


def test_ids_of_changes_go_on_where_the_document_ends():
    pending = f'<w:ins w:id="41" w:author="x">{run("theirs")}</w:ins>'
    data = word_file(paragraph("Own text. ", pending) + paragraph("Second."))

    assert 'w:id="42" w:author="Ada"' in part_of(rewritten(data, ("Second", "The second")).data)


def test_an_equal_text_changes_no_byte():
    data = word_file(paragraph("First."))

    assert track(data, "First.", name="a.docx", author="Ada", now=NOW).data == data


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"signature": "x"}, "is signed"),
        (
            {"settings": PROTECTED},
            "protected against editing .readOnly.",
        ),
    ],
)
def test_a_signed_or_protected_file_is_changed_only_when_that_is_asked_for(parts, said):
    data = word_file(paragraph("First."), **parts)

    with pytest.raises(InvalidContent, match=said):
        rewritten(data, ("First", "The first"))

    assert rewritten(data, ("First", "The first"), anyway=True).changed == ("paragraph 1",)


def test_lines_that_an_editor_wrapped_are_one_paragraph():
    data = word_file(paragraph("One two three four five six.") + paragraph("Seven."))

    made = track(data, "One two three\nfour five six.\n\nSeven.\n", name="a", author="Ada", now=NOW)

    assert made.data == data
