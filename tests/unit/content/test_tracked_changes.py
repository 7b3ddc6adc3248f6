"""A rewrite comes back in the author's Word file: rejecting gives the text, accepting the rewrite."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content import read_document
from app.content.docx.body import Body
from app.content.docx.package import open_package
from app.content.docx.styles import Styles
from app.content.docx.tracked.writer import Tracked, track
from app.domain.errors import InvalidContent
from tests.support.documents import SHARED
from tests.support.word import item, link, p, part, r, table, word_file, xml_of

LINKS = {"rId50": "https://example.org/a"}


def tracked(data: bytes, *replacements: tuple[str, str], force: bool = False) -> Tracked:
    text = read_document(data, path="a.docx").source
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return track(data, text, name="a.docx", author='Ada & "B"', date="2026-11-20T10:00:00Z", force=force)


def texts(data: bytes, *, accept: bool) -> list[str]:
    package = open_package(data, name="a.docx")
    return [leaf.text for leaf in Body(package, Styles(package), accept=accept).leaves() if leaf.shows]


def test_words_change_and_every_run_keeps_its_properties():
    body = f"<w:p>{r('The ')}{r('quick brown', '<w:b/>')}{r(' fox', '<w:i/>')}</w:p>"
    result = tracked(word_file(body), ("quick brown fox", "slow brown foxes"))
    by = 'w:author="Ada &amp; &quot;B&quot;" w:date="2026-11-20T10:00:00Z"'

    assert (result.changed, result.left) == (1, ())
    assert (
        f'<w:del w:id="1" {by}><w:r><w:rPr><w:b/></w:rPr><w:delText xml:space="preserve">quick</w:delText>'
        in xml_of(result.data)
    )
    assert '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">slow</w:t></w:r></w:ins>' in xml_of(
        result.data
    )
    assert '<w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">foxes</w:t></w:r></w:ins>' in xml_of(
        result.data
    )
    assert texts(result.data, accept=True) == ["The slow brown foxes"]
    assert texts(result.data, accept=False) == ["The quick brown fox"]


def test_an_unchanged_text_gives_the_same_bytes():
    data = word_file(p("One  two.") + p("Three."))

    assert tracked(data) == Tracked(data, 0, ())


def test_every_other_part_stays_byte_for_byte():
    data = word_file(
        p("One two."), parts={"header1.xml": part("hdr", p("Head")), "media.bin": bytes(range(256))}
    )
    result = tracked(data, ("two", "three"))

    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(BytesIO(result.data)) as new:
        assert old.namelist() == new.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["word/document.xml"]


def test_a_link_stays_a_link_while_its_text_and_what_is_around_it_change():
    data = word_file(f"<w:p>{link('the survey')}{r(' says so')}</w:p>", links=LINKS)
    result = tracked(data, ("[the survey]", "As [our survey]"), ("says so", "says no"))

    assert texts(result.data, accept=True) == ["As our survey says no"]
    inside = re.search(r"<w:hyperlink .*?</w:hyperlink>", xml_of(result.data))
    assert inside is not None
    assert ">our<" in inside[0]
    assert "As" not in inside[0]
    assert (
        read_document(result.data, path="a.docx").source == "As [our survey](https://example.org/a) says no\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "[the survey](https://example.org/a)",
            "the survey",
            "the rewrite has lost the link to https://example.org/a",
        ),
        ("(https://example.org/a)", "(https://evil.example)", "has lost the link to https://example.org/a"),
        ("[^1]", "", "the rewrite has lost the note mark 1"),
        ("here", "[here](b)", "adds the link to b"),
    ],
)
def test_what_a_rewrite_does_to_links_and_notes_is_left_out_and_told(old, new, why):
    notes = part("footnotes", f'<w:footnote w:id="7">{p("Measured.")}</w:footnote>')
    mark = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    data = word_file(
        f"<w:p>{link('the survey')}{r(' here')}{mark}</w:p>{p('Next one.')}",
        links=LINKS,
        parts={"footnotes.xml": notes},
    )
    result = tracked(data, (old, new), ("Next one", "Next two"))

    assert result.changed == 1
    assert result.left[0].startswith("paragraph 1 is left as it is: ")
    assert why in result.left[0]
    remark = read_document(result.data, path="a.docx").furniture[-1]
    assert (remark.kind, remark.author) == ("comment", 'Ada & "B"')
    assert remark.text.startswith("Proposed: “")
    assert texts(result.data, accept=True)[1] == "Next two."


def test_a_comment_joins_those_that_are_there_and_is_one_more_for_other_programs():
    comment = part("comments", f'<w:comment w:id="3" w:author="Bob">{p("Why?")}</w:comment>')
    data = word_file(f"<w:p>{link('the survey')}</w:p>", links=LINKS, parts={"comments.xml": comment})
    result = tracked(data, ("[the survey](https://example.org/a)", "the survey"))

    assert [one.text for one in read_document(result.data, path="a.docx").furniture] == [
        "Why?",
        "Proposed: “the survey” Not changed, because the rewrite has lost the link to https://example.org/a.",
    ]
    assert '<w:commentRangeStart w:id="4"/>' in xml_of(result.data)
    assert texts(result.data, accept=False) == ["the survey"]


def test_a_text_box_that_the_file_holds_twice_changes_in_both_places():
    def drawn(text: str, other: str) -> str:
        box = "<w:txbxContent>{}</w:txbxContent>"
        choice = f"<mc:Choice><w:drawing>{box.format(p(text))}</w:drawing></mc:Choice>"
        fallback = f"<mc:Fallback><w:pict>{box.format(p(other))}</w:pict></mc:Fallback>"
        return word_file(
            f"<w:p><w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r></w:p>"
        )

    alike = tracked(drawn("An old box.", "An old box."), ("old", "new"))
    other = tracked(drawn("An old box.", "Another."), ("old", "new"))

    assert (alike.changed, alike.left) == (1, ())
    assert xml_of(alike.data).count(">new</w:t>") == 2
    assert "holds twice, and not alike" in other.left[0]


def test_the_result_of_a_field_is_never_changed_but_the_words_around_it_are():
    def fld(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = fld("begin") + "<w:r><w:instrText> REF a </w:instrText></w:r>" + fld("separate")
    body = f"<w:p>{r('See ')}{code}{r('Figure 4')}{fld('end')}</w:p>"

    inside = tracked(word_file(body), ("Figure 4", "Figure 5"))
    behind = tracked(word_file(body), ("See Figure 4", "Look at Figure 4 now"))

    assert "a field, formula or locked control" in inside.left[0]
    assert texts(behind.data, accept=True) == ["Look at Figure 4 now"]
    assert xml_of(behind.data).index("> now<") > xml_of(behind.data).index('w:fldCharType="end"')


def test_text_in_a_content_control_changes_unless_it_is_locked():
    def control(lock: str) -> str:
        return (
            f"<w:p><w:sdt><w:sdtPr>{lock}</w:sdtPr><w:sdtContent>{r('Old text')}</w:sdtContent></w:sdt></w:p>"
        )

    free = tracked(word_file(control("")), ("Old", "New"))
    locked = tracked(word_file(control('<w:lock w:val="contentLocked"/>')), ("Old", "New"))

    assert texts(free.data, accept=True) == ["New text"]
    assert (locked.changed, len(locked.left)) == (0, 1)


@pytest.mark.parametrize("last", [p("Last one here."), table(("a", "b"))])
def test_paragraphs_come_and_go_with_their_marks(last):
    data = word_file(
        p("Soil", "berschrift1") + p("One stays here.") + p("Two goes away.") + p("Three is kept.") + last
    )
    result = tracked(
        data,
        ("Two goes away.\n\n", ""),
        ("Three is kept.", "Three is kept.\n\n# Fresh head\n\nAnd quite another thing."),
    )

    assert result.left == ()
    assert texts(result.data, accept=True)[:5] == [
        "Soil",
        "One stays here.",
        "Three is kept.",
        "Fresh head",
        "And quite another thing.",
    ]
    assert texts(result.data, accept=False) == texts(data, accept=True)
    assert '<w:pStyle w:val="berschrift1"/><w:rPr><w:ins ' in xml_of(result.data)


def test_a_paragraph_at_the_very_end_takes_over_the_last_mark():
    result = tracked(word_file(p("Only one.")), ("Only one.", "Only one.\n\nA second.\n\nA third."))

    assert texts(result.data, accept=True) == ["Only one.", "A second.", "A third."]
    assert xml_of(result.data).count("<w:rPr><w:ins ") == 2


def test_cells_and_items_change_in_place():
    data = word_file(table(("Crop", "Yield"), ("Rye", "4 t")) + item("one thing") + item("two things"))
    result = tracked(data, ("Rye", "Winter rye"), ("two things", "two good things"))

    assert texts(result.data, accept=True) == [
        "Crop",
        "Yield",
        "Winter rye",
        "4 t",
        "one thing",
        "two good things",
    ]


def test_changes_of_others_stay_undecided_and_their_paragraph_is_left():
    pending = f'<w:p>{r("Kept ")}<w:ins w:id="41" w:author="Bob">{r("new")}</w:ins></w:p>'
    result = tracked(word_file(pending + p("Mine is free.")), ("Kept new", "Kept it"), ("free", "open"))

    assert result.left == ("paragraph 1 is left as it is: it holds undecided changes by Bob",)
    assert 'w:author="Bob"' in xml_of(result.data)
    assert 'w:id="42"' in xml_of(result.data)


def _protected() -> bytes:
    guard = part("settings", '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>')
    return word_file(p("One two."), parts={"settings.xml": guard})


def _signed() -> bytes:
    out = BytesIO(word_file(p("One two.")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<a/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"), [(_protected(), "it is protected against editing"), (_signed(), "it is signed")]
)
def test_a_protected_or_signed_file_is_never_changed_silently(data, why):
    with pytest.raises(InvalidContent, match=why):
        tracked(data, ("two", "three"))
    assert tracked(data, ("two", "three"), force=True).changed == 1


SOME = ["the", "a", "red", "fox,", "runs.", "over", "&", "under", "7", "%", "now"]
WORDS = st.lists(st.sampled_from(SOME), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, min_size=1, max_size=5), st.integers(1, 4))
def test_any_rewrite_can_be_accepted_and_rejected(before, after, size):
    def runs(words: list[str]) -> str:
        text = " ".join(words)
        pieces = [text[at : at + size * 2] for at in range(0, len(text), size * 2)]
        return "".join(
            r(piece.replace("&", "&amp;"), "<w:b/>" if n % 2 else "") for n, piece in enumerate(pieces)
        )

    data = word_file("".join(f"<w:p>{runs(words)}</w:p>" for words in before))
    rewrite = "\n\n".join(" ".join(words) for words in after)
    result = track(data, rewrite, name="a.docx", author="A", date="2026-11-20T10:00:00Z")

    assert result.left == ()
    assert texts(result.data, accept=False) == [" ".join(words) for words in before]
    assert texts(result.data, accept=True) == [" ".join(words) for words in after]


REAL = SHARED / "documents"


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="no pandoc: apt-get install pandoc")
@pytest.mark.skipif(not REAL.is_dir(), reason=f"no {REAL}: set COPYDESK_SHARED")
@pytest.mark.parametrize("name", ["word_sample.docx", "testWORD_various.docx"])
def test_another_program_sees_the_original_and_the_rewrite(name, tmp_path):
    def seen(data: bytes, mode: str) -> str:
        (tmp_path / "a.docx").write_bytes(data)
        command = ["pandoc", f"--track-changes={mode}", "-f", "docx", "-st", "html", "a.docx"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
        return " ".join(re.sub("<[^>]*>", "", done.stdout.decode()).split())

    data = (REAL / name).read_bytes()
    text = read_document(data, path=name).source
    rewrite = re.sub(r"(?m)^(?=\w)(?!Here is a text box)(.*[a-z])$", r"\1, they say", text)
    result = track(data, rewrite, name=name, author="A", date="2026-11-20T10:00:00Z")

    assert result.left == ()
    assert result.changed > 4
    assert seen(result.data, "reject") == seen(data, "reject")
    assert seen(result.data, "accept").count("they say") == rewrite.count("they say")
