"""`copydesk compare`: what is broken, what is in doubt, and where, in every format."""

import json

import pytest
from typer.testing import CliRunner

from app.cli.main import app

BEFORE = "# Trial\n\nThe drug may cause headaches in 12 % of patients. Anna Weber led the study.\n"


@pytest.fixture
def compared(tmp_path):
    (tmp_path / "a.md").write_text(BEFORE)

    def run(after, *options):
        (tmp_path / "b.md").write_text(after)
        return CliRunner().invoke(app, ["compare", str(tmp_path / "a.md"), str(tmp_path / "b.md"), *options])

    return run


def test_the_same_text_keeps_every_fact(compared):
    result = compared(BEFORE, "--strict")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "every fact was kept" in result.stderr


def test_a_changed_figure_is_broken_and_shown_with_both_sentences(compared):
    result = compared(BEFORE.replace("12 %", "21 %"))
    assert result.exit_code == 1
    assert "b.md:3:33: broken: number changed: '12 %' became '21 %'" in result.stdout
    assert "was: The drug may cause headaches in 12 % of patients." in result.stdout
    assert "now: The drug may cause headaches in 21 % of patients." in result.stdout


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 2)])
def test_a_doubt_fails_only_where_that_is_asked_for(compared, options, code):
    result = compared(BEFORE.replace("may cause", "causes"), *options)
    assert result.exit_code == code
    assert "a.md:3:10: doubt of meaning: modality lost: 'may'" in result.stdout
    assert "now: The drug causes headaches in 12 % of patients." in result.stdout


def test_keys_are_the_same_each_time(compared):
    after = BEFORE.replace("12 %", "21 %").replace("may cause", "causes")
    first, second = (json.loads(compared(after, "--json").stdout) for _ in range(2))
    keys = [doubt["key"] for doubt in first["doubts"]]
    assert keys == [doubt["key"] for doubt in second["doubts"]]
    assert len(set(keys)) == len(keys) == 2
    assert (first["schema"], first["outcome"]) == ("copydesk.compare/1", "broken")


def test_a_report_points_into_the_text_that_holds_the_words(compared):
    after = BEFORE.replace("12 %", "21 %").replace("may cause", "causes")
    results = json.loads(compared(after, "--format", "sarif").stdout)["runs"][0]["results"]
    files = {
        one["ruleId"]: one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"][-4:]
        for one in results
    }
    assert files == {"FACT-NUMBER": "b.md", "FACT-MODALITY": "a.md"}


def test_the_page_escapes_what_the_texts_hold(compared):
    page = compared(
        BEFORE.replace("12 %", "21 %") + "\n<script>alert(1)</script>\n", "--format", "html"
    ).stdout
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_source_explains_a_new_figure(compared, tmp_path):
    (tmp_path / "source.txt").write_text("The trial had 340 patients.\n")
    after = BEFORE.rstrip() + " The trial had 340 patients.\n"
    plain = json.loads(compared(after, "--json").stdout)
    sourced = json.loads(compared(after, "--json", "--source", str(tmp_path / "source.txt")).stdout)
    assert len(sourced["doubts"]) < len(plain["doubts"])


def test_a_file_that_is_not_there_is_an_error_of_its_own(compared, tmp_path):
    result = CliRunner().invoke(app, ["compare", str(tmp_path / "a.md"), str(tmp_path / "none.md")])
    assert result.exit_code == 3
    assert "none.md cannot be read: No such file or directory" in result.stderr
