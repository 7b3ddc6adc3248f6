"""`copydesk text` and `copydesk track`: a Word file as Markdown, and a rewrite back into it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.content import read_document
from app.domain.errors import InvalidContent
from tests.support.word import link, p, word_file, xml_of

ORIGINAL = word_file(
    p("The plan", "berschrift1") + p("The council votes on Monday.") + f"<w:p>{link('Its minutes')}</w:p>",
    links={"rId50": "https://example.org/"},
)


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    Path("plan.docx").write_bytes(ORIGINAL)


def copydesk(*arguments):
    return CliRunner().invoke(app, list(arguments))


def rewritten(old: str = "Monday", new: str = "Tuesday") -> str:
    Path("plan.md").write_text(copydesk("text", "plan.docx").stdout.replace(old, new))
    return "plan.md"


def test_the_text_is_printed_as_it_is_judged():
    shown = copydesk("text", "plan.docx")
    fields = json.loads(copydesk("text", "plan.docx", "--json").stdout)

    assert shown.stdout == read_document(ORIGINAL, path="a.docx").source
    assert (fields["container"], fields["text"]) == ("docx", shown.stdout)


def test_a_rewrite_goes_back_under_the_name_of_its_author():
    done = copydesk("track", "plan.docx", rewritten(), "-o", "new.docx", "--author", "Ada")

    assert (done.exit_code, "1 paragraph with tracked changes" in done.stderr) == (0, True)
    assert 'w:author="Ada"' in xml_of(Path("new.docx").read_bytes())
    assert Path("plan.docx").read_bytes() == ORIGINAL


def test_front_matter_of_the_rewrite_is_no_part_of_the_file():
    text = Path(rewritten()).read_text()
    Path("plan.md").write_text(f"---\ntitle: The plan\n---\n{text}")

    assert copydesk("track", "plan.docx", "plan.md", "-o", "new.docx").exit_code == 0
    assert "title:" not in xml_of(Path("new.docx").read_bytes())


def test_what_is_left_is_named_and_sets_the_exit_code():
    done = copydesk(
        "track", "plan.docx", rewritten("[Its minutes](https://example.org/)", "Gone"), "-o", "new.docx"
    )

    assert done.exit_code == 1
    assert "plan.docx: paragraph 3 is left as it is: the rewrite has lost the link" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("plan.docx", "plan.md", "-o", "plan.docx"), "is the original: choose another name"),
        (("plan.md", "plan.md", "-o", "new.docx"), "is no Word file"),
        (("plan.docx", "plan.html", "-o", "new.docx"), "write the rewrite as Markdown"),
        (("plan.docx", "plan.md", "-o", "old.docx"), "already exists"),
    ],
)
def test_nothing_is_written_over_or_mistaken_for_another_kind(arguments, why):
    rewritten()
    Path("plan.html").write_text("<p>The council votes.</p>")
    Path("old.docx").write_bytes(b"mine")

    done = copydesk("track", *arguments)

    assert isinstance(done.exception, InvalidContent)
    assert why in str(done.exception)
    assert Path("old.docx").read_bytes() == b"mine"
    assert Path("plan.docx").read_bytes() == ORIGINAL
