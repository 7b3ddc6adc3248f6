"""`copydesk run`, `submit`, `simulate`, `calibrate` without a broker: files in, files out."""

import json
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.content import read_document
from tests.support.word import p, word_file, xml_of

POLICY = """\
required = ["findings"]
recommended = ["aeo", "human", "integrity"]

[[check]]
id = "HOUSE001"
name = "house-filler"
kind = "phrases"
severity = "error"
message = "“{value}” says nothing."
parameters.phrases = ["it is important to note that", "nobody can fix this"]
"""
DRAFT = "# A barrel\r\n\r\nIt is important to note that a barrel of 200 litres is enough.\r\n"
IMPROVED = "# A barrel\r\n\r\nA barrel of 200 litres is enough.\r\n"
HOPELESS = "# B\n\nNobody can fix this text, and it goes on.\n"


@pytest.fixture(autouse=True)
def _desk(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ENABLE_CELERY", "false")
    work = tmp_path / "work"
    (work / "drafts").mkdir(parents=True)
    monkeypatch.chdir(work)
    Path("copydesk.toml").write_text(POLICY)
    Path("drafts/barrel.md").write_bytes(DRAFT.encode())


def copydesk(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_an_accepted_text_is_written_by_its_relative_path_in_its_own_line_endings():
    result = copydesk("run", "drafts", "-o", "out")

    assert result.exit_code == 0
    assert "rewritten" in result.stdout
    assert Path("out/barrel.md").read_bytes() == IMPROVED.encode()
    assert Path("drafts/barrel.md").read_bytes() == DRAFT.encode()


def test_a_word_file_comes_back_with_tracked_changes_during_the_run_and_later():
    filler = "It is important to note that a barrel of 200 litres is enough."
    word = word_file(p("A barrel", "berschrift1") + p(filler))
    Path("drafts/barrel.docx").write_bytes(word)

    assert copydesk("run", "drafts/barrel.docx", "-o", "out").exit_code == 0

    written = Path("out/barrel.docx").read_bytes()
    assert read_document(written, path="a.docx").source == "# A barrel\n\nA barrel of 200 litres is enough.\n"
    assert "It is important to note that" in xml_of(written)
    assert 'w:author="Copydesk"' in xml_of(written)
    submission = json.loads(copydesk("status", "--json").stdout)["submissions"][0]["id"]
    shown = json.loads(copydesk("show", submission, "--json").stdout)["submission"]
    first, *_ = shown["evaluations"].values()
    places = {one["check_id"]: one["place"] for one in first["evaluation"]["findings"]}
    assert places["HOUSE001"] == "paragraph 2"
    Path("drafts/barrel.docx").unlink()
    for revision, expected in ((0, word), (1, written)):
        assert copydesk("show", submission, "--text", revision, "-o", f"{revision}.docx").exit_code == 0
        assert Path(f"{revision}.docx").read_bytes() == expected


def test_originals_are_overwritten_only_in_place():
    assert copydesk("run", "drafts").exit_code == 0
    assert Path("drafts/barrel.md").read_bytes() == DRAFT.encode()

    assert copydesk("run", "drafts", "--in-place").exit_code == 0
    assert Path("drafts/barrel.md").read_bytes() == IMPROVED.encode()


def test_an_output_folder_that_would_hit_an_original_is_refused():
    result = copydesk("run", "drafts", "-o", "drafts")

    assert "is an original" in result.stderr
    assert Path("drafts/barrel.md").read_bytes() == DRAFT.encode()


def test_two_articles_of_one_name_do_not_overwrite_each_other():
    Path("other").mkdir()
    Path("other/barrel.md").write_text("# Other\n\nAnother barrel holds 300 litres.\n")

    result = copydesk("run", "drafts/barrel.md", "other/barrel.md", "-o", "out")

    assert "two accepted articles have this name" in result.stderr
    assert Path("out/barrel.md").exists()


def test_what_waits_for_a_person_is_not_written_and_sets_the_exit_code():
    Path("drafts/hopeless.md").write_text(HOPELESS)

    result = copydesk("run", "drafts", "-o", "out", "--json")

    output = json.loads(result.stdout)
    states = {Path(article["path"]).name: article["state"] for article in output["articles"]}
    assert states == {"barrel.md": "rewritten", "hopeless.md": "escalated"}
    assert result.exit_code == 1
    assert not Path("out/hopeless.md").exists()


def test_an_unreadable_file_is_named_and_the_others_go_on():
    Path("drafts/picture.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)

    result = copydesk("run", "drafts")

    assert result.exit_code == 2
    assert "picture.md" in result.stderr
    assert "rewritten" in result.stdout


def test_the_report_is_a_page_with_the_difference():
    copydesk("run", "drafts", "--report", "report.html")

    assert "<del>It is important to note that a</del><ins>A</ins>" in Path("report.html").read_text()


def test_in_place_and_output_are_mutually_exclusive():
    assert "mutually exclusive" in str(copydesk("run", "drafts", "-o", "out", "--in-place").exception)


def test_the_same_text_submitted_again_starts_nothing_new():
    first = json.loads(copydesk("submit", "drafts", "--json").stdout)["submissions"]
    again = json.loads(copydesk("submit", "drafts", "--json").stdout)["submissions"]

    assert first == again
    assert len(json.loads(copydesk("status", "--json").stdout)["submissions"]) == 1


def test_an_unknown_priority_is_a_usage_error_that_names_the_known_ones():
    result = copydesk("submit", "drafts", "--priority", "soon")

    assert result.exit_code == 2
    assert "urgent, high, normal, low, bulk" in " ".join(result.stderr.replace("│", " ").split())


def test_an_own_id_names_one_article_only():
    Path("drafts/second.md").write_text("# B\n\nText.\n")

    assert "names one article" in str(copydesk("submit", "drafts", "--id", "42").exception)
    assert copydesk("submit", "drafts/second.md", "--id", "42").exit_code == 0


def test_a_simulation_compares_two_texts_against_the_same_others():
    Path("others").mkdir()
    for number in range(7):
        Path(f"others/{number}.md").write_text(f"# Pond {number}\n\nA pond needs {number} fish and a pump.\n")
    Path("better.md").write_text(
        "# How big a rain barrel\n\nA rain barrel of 200 litres is enough for a shed.\n"
    )
    asked = (
        "simulate",
        "drafts/barrel.md",
        "-q",
        "how big a rain barrel",
        "--against",
        "others",
        "--words-only",
    )

    shown = copydesk(*asked, "--rewrite", "better.md")
    output = json.loads(copydesk(*asked, "--json").stdout)

    assert shown.exit_code == 0
    assert "share of the answer" in shown.stdout
    assert "not a probability of being cited" in shown.stdout
    assert output["report"]["documents"] == 8


def test_calibrating_on_too_few_texts_says_how_many_are_needed():
    shutil.copy("drafts/barrel.md", "drafts/again.md")

    result = copydesk("calibrate", "drafts", "--rate", "0.01")

    assert "99" in str(result.exception)


def test_a_person_can_be_asked_for_in_any_case():
    Path("copydesk.toml").write_text("required = []\n")

    accepted = copydesk("submit", "drafts")
    asked = copydesk("submit", "drafts", "--ask")

    assert accepted.exit_code == asked.exit_code == 0
    [waiting] = json.loads(copydesk("review", "list", "--json").stdout)["escalations"]
    assert waiting["reason"] == "asked-for"
    assert waiting["submission_id"] in asked.stdout


@pytest.mark.parametrize("command", ["submit", "run"])
def test_a_file_whose_name_is_not_utf_8_is_refused_by_name_and_the_others_go_on(command):
    Path("drafts/zebra.md").write_bytes(DRAFT.encode())
    Path(os.fsdecode(b"drafts/caf\xe9.md")).write_bytes(DRAFT.encode())

    result = copydesk(command, "drafts", "--json")

    answer = json.loads(result.stdout)
    taken = answer.get("submissions") or answer["articles"]
    assert result.exit_code == 2
    assert [one["path"] for one in taken] == ["drafts/barrel.md", "drafts/zebra.md"]
    assert answer["unreadable"][0]["path"] == "drafts/caf\\udce9.md"
    assert "is not text in UTF-8 and cannot be stored: rename the file" in result.stderr
