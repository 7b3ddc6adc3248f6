"""`copydesk word` and Word files in `check` and `run`, as an author and an editor use them."""

import json
import shutil
import subprocess

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.content.docx.reader import read_docx
from tests.support.services import missing
from tests.support.word_files import paragraph, run, word_file

FILLER = "It is important to note that the kettle boils a litre of water in about three minutes."


@pytest.fixture
def letter(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "state"))
    file = tmp_path / "letter.docx"
    file.write_bytes(word_file(paragraph("Kettles", style="H1") + paragraph(run(FILLER, "<w:i/>"))))
    return file


def copydesk(*arguments: str):
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def plain(file, changes: str) -> str:
    if shutil.which("pandoc") is None:
        raise missing("pandoc", "pandoc is not installed")
    command = ["pandoc", f"--track-changes={changes}", "--from=docx", "--to=plain", "--wrap=none", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_text_goes_out_as_markdown_and_comes_back_as_tracked_changes(letter, tmp_path):
    said = copydesk("word", "text", "letter.docx").stdout
    (tmp_path / "new.md").write_text(said.replace("It is important to note that the", "The"))

    done = copydesk("word", "track", "letter.docx", "new.md", "-o", "out.docx", "--author", "Ada")

    assert done.exit_code == 0
    assert "tracked changes in 1 paragraph" in done.stderr
    assert plain("out.docx", "reject") == plain("letter.docx", "accept")
    assert plain("out.docx", "accept").split("\n\n")[1].startswith("The kettle boils")


def test_a_passage_that_cannot_be_written_is_named_and_the_exit_code_says_so(letter, tmp_path):
    text = copydesk("word", "text", "letter.docx").stdout
    (tmp_path / "new.md").write_text(text.replace("kettle", "[kettle](https://example.org/)"))

    done = copydesk("word", "track", "letter.docx", "new.md", "-o", "out.docx", "--json")

    assert done.exit_code == 1
    assert json.loads(done.stdout)["left"][0]["reason"] == "the rewrite adds a link or a note"


def test_an_input_is_never_overwritten(letter, tmp_path):
    (tmp_path / "new.md").write_text("# Kettles\n")

    with pytest.raises(Exception, match="one of the two inputs"):
        copydesk("word", "track", "letter.docx", "new.md", "-o", "letter.docx")


def test_a_finding_names_the_paragraph_because_word_has_no_lines(letter):
    text = copydesk("check", "letter.docx").stdout
    found = json.loads(copydesk("check", "letter.docx", "--json").stdout)["files"][0]["findings"]

    assert "letter.docx:paragraph 2: " in text
    assert "paragraph 2" in {finding["place"] for finding in found}


def test_a_run_gives_the_word_file_back_with_its_accepted_rewrite_as_changes(letter):
    (letter.parent / "copydesk.toml").write_text(
        'required = ["integrity", "findings"]\nrewrite.providers = ["rules"]\n'
        '[[check]]\nid = "HOUSE002"\nname = "filler"\nkind = "phrases"\nseverity = "error"\n'
        'message = "{value}"\nlanguages = ["en"]\nparameters.phrases = ["it is important to note that"]\n'
    )

    done = copydesk("run", "letter.docx", "--output", "out", "--no-broker")

    assert done.exit_code == 0, done.output
    back = letter.parent / "out" / "letter.docx"
    assert read_docx(back.read_bytes(), name="back").text.split("\n\n")[1].startswith("The kettle boils")
    assert plain(back, "reject") == plain(letter, "accept")
