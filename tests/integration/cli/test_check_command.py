"""`copydesk check` from its arguments to its exit code."""

import io
import json
import os
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from app.cli.main import run

REPOSITORY = Path(__file__).parents[3]
SHARED = Path(os.environ.get("COPYDESK_SHARED", REPOSITORY.parent / "shared"))


class Done(NamedTuple):
    returncode: int
    stdout: bytes
    stderr: bytes


GOOD = "# Barrels\n\nA barrel of 200 litres is enough for a shed.\n"
LENIENT = "required = []\nrecommended = []\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def copydesk(*arguments, given=b""):
    """The command's own entry in this process: a process of its own takes seconds to load each time."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.argv", ["copydesk", *map(str, arguments)])
        patch.setattr("sys.stdin", stdin)
        with pytest.raises(SystemExit) as ended:
            run()
    out.flush()
    err.flush()
    return Done(ended.value.code or 0, out.buffer.getvalue(), err.buffer.getvalue())


def test_findings_point_like_a_compiler_and_the_summary_goes_to_stderr():
    Path("a.md").write_text("# A\n\n#### B\n\nIt is important to note that this is so.\n")

    result = copydesk("check", "a.md")

    lines = result.stdout.decode().splitlines()
    assert lines
    assert all(line.startswith("a.md:") and line.split(":")[1].isdigit() for line in lines)
    assert b"1 file:" in result.stderr


def test_a_clean_file_exits_with_0_and_a_failing_one_with_1():
    Path("copydesk.toml").write_text(LENIENT)
    Path("good.md").write_text(GOOD)
    assert copydesk("check", "good.md", "--select", "VERDICT").returncode == 0

    Path("copydesk.toml").write_text("min_aeo = 100\n")
    Path("good.md").write_text(GOOD + "\n" + "The barrel stands behind the shed, where it is dry. " * 8)
    assert copydesk("check", "good.md").returncode == 1


def test_a_missing_file_exits_with_2_is_named_and_the_others_go_on():
    Path("good.md").write_text(GOOD)

    result = copydesk("check", "nope.md", "good.md")

    assert result.returncode == 2
    assert b"nope.md does not exist" in result.stderr
    assert b"1 file:" in result.stderr


def test_a_wrong_policy_is_one_sentence_with_its_line():
    Path("copydesk.toml").write_text("project = 'p'\nmin_aeoo = 100\n")
    Path("good.md").write_text(GOOD)

    result = copydesk("check", "good.md")

    assert result.returncode == 2
    assert b"copydesk.toml:2" in result.stderr
    assert b"Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_standard_input_is_an_article_like_any_other():
    result = copydesk("check", "-", "--json", given=GOOD.encode())

    output = json.loads(result.stdout)
    assert output["schema"] == "copydesk.check/1"
    assert output["files"][0]["title"] == "Barrels"


def test_json_holds_verdict_scores_and_findings_with_places():
    Path("a.md").write_text(GOOD)

    file = json.loads(copydesk("check", "a.md", "--format", "json").stdout)["files"][0]

    assert file["verdict"]["outcome"] in {"pass", "fail", "uncertain"}
    assert 0 <= file["aeo"]["measured"] <= 100
    assert file["detectors"][0]["code"] == "too-short"
    assert all(finding["line"] >= 1 and finding["column"] >= 1 for finding in file["findings"])


def test_several_processes_find_the_same_as_one():
    for number in range(6):
        Path(f"{number}.md").write_text(GOOD * (number + 1))

    assert copydesk("check", ".", "-j", "1").stdout == copydesk("check", ".", "-j", "2").stdout


def test_only_what_changed_since_a_revision_is_checked():
    def git(*arguments):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    for name in ("old.md", "gone.md", "changed.md"):
        Path(name).write_text(GOOD)
    git("add", ".")
    git("commit", "-qm", "first")
    Path("changed.md").write_text(GOOD + "\nMore.\n")
    Path("gone.md").unlink()
    Path("new.md").write_text(GOOD)

    output = json.loads(copydesk("check", ".", "--since", "HEAD", "--json").stdout)

    assert [file["path"] for file in output["files"]] == ["changed.md", "new.md"]


def test_a_revision_that_is_an_option_is_no_option_for_git():
    subprocess.run(["git", "init", "-q"], check=True)
    Path("a.md").write_text(GOOD)

    result = copydesk("check", "a.md", "--since", "--output=x")

    assert result.returncode == 2
    assert not Path("x").exists()


def test_a_baseline_knows_what_was_there_and_shows_what_is_new():
    Path("copydesk.toml").write_text("min_aeo = 100\n")
    Path("a.md").write_text("# A\n\nOld: 55 % of people agree.\n")
    assert copydesk("check", "a.md", "--write-baseline", "known.json").returncode == 0
    assert copydesk("check", "a.md", "--baseline", "known.json").returncode == 0

    Path("a.md").write_text("# A\n\nNew: 77 % of people agree.\n\nOld: 55 % of people agree.\n")
    shown = copydesk("check", "a.md", "--baseline", "known.json").stdout.decode()

    assert "77 %" in shown
    assert "55 %" not in shown


def test_a_baseline_that_is_none_is_named():
    Path("a.md").write_text(GOOD)
    Path("broken.json").write_text("[]")

    for name in ("broken.json", "nope.json"):
        result = copydesk("check", "a.md", "--baseline", name)
        assert result.returncode == 2
        assert name.encode() in result.stderr
        assert b"Traceback" not in result.stderr


def test_only_lines_that_changed_are_shown_when_asked():
    subprocess.run(["git", "init", "-q"], check=True)
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    Path("a.md").write_text("# A\n\nOld: 55 % of people agree.\n")
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", *who, "commit", "-qm", "first"], check=True)
    Path("a.md").write_text("# A\n\nOld: 55 % of people agree.\n\nNew: 77 % of people agree.\n")

    shown = copydesk("check", "a.md", "--since", "HEAD", "--changed-lines").stdout.decode()

    assert "77 %" in shown
    assert "55 %" not in shown


def test_an_ignore_with_a_reason_hides_the_finding_and_one_without_is_a_finding():
    text = "# A\n\n<!-- copydesk-ignore CON019{} -->\n\nOld: 55 % of people agree.\n"
    Path("stated.md").write_text(text.format(": counted by hand"))
    Path("mute.md").write_text(text.format(""))

    assert b"CON019" not in copydesk("check", "stated.md").stdout
    mute = copydesk("check", "mute.md").stdout
    assert b"IGN001" in mute
    assert b"CON019" in mute


def test_sarif_has_rules_places_and_fingerprints():
    Path("a.md").write_text("# A\n\nOld: 55 % of people agree.\n")

    sarif = json.loads(copydesk("check", "a.md", "--format", "sarif").stdout)

    run = sarif["runs"][0]
    ids = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert sarif["version"] == "2.1.0"
    assert run["results"]
    for result in run["results"]:
        assert result["ruleId"] in ids
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a.md"
        assert result["partialFingerprints"]


def test_github_gets_one_command_a_finding():
    Path("a.md").write_text("# A\n\nOld: 55 % of people agree.\n")

    lines = copydesk("check", "a.md", "-f", "github").stdout.decode().splitlines()

    assert lines
    assert all(
        line.startswith(("::error file=a.md", "::warning file=a.md", "::notice file=a.md")) for line in lines
    )


@pytest.mark.skipif(
    not (SHARED / "nasty").is_dir(), reason="the folder of hard files is not here: COPYDESK_SHARED"
)
def test_no_hard_file_ends_the_check_or_reaches_the_terminal():
    result = copydesk("check", SHARED / "nasty")

    assert result.returncode in {1, 2}
    assert b"Traceback" not in result.stderr
    shown = result.stdout.decode() + result.stderr.decode()
    assert not {character for character in shown if ord(character) < 32 and character != "\n"}
    assert not set("\x7f\x9b\u202e\u2066\u200b") & set(shown)


def test_a_supplied_source_supports_a_figure_and_robots_txt_closes_the_gate():
    Path("a.md").write_text(
        "# Barrels\n\n" + "The barrel is green and stands behind the shed. " * 6 + "It saves 37 % of water.\n"
    )
    assert b"CON019" in copydesk("check", "a.md").stdout

    Path("source.txt").write_text("Measured in May: 37 percent of water were saved.")
    Path("robots.txt").write_text("User-agent: *\nDisallow: /\n")
    Path("copydesk.toml").write_text('robots_txt = "robots.txt"\nsources = ["source.txt"]\n')
    output = json.loads(copydesk("check", "a.md", "--json").stdout)["files"][0]

    assert "CON019" not in {finding["id"] for finding in output["findings"]}
    assert output["aeo"]["gate"] == "blocked"
    assert "robots.txt" in output["aeo"]["reason"]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_misspelt_check_is_refused_and_hides_nothing(option):
    Path("a.md").write_text(GOOD)

    result = copydesk("check", "a.md", option, "CON19")

    assert result.returncode == 2
    assert "no check is called CON19" in result.stderr.decode()
    assert "did you mean CON019?" in result.stderr.decode()
    assert b"Traceback" not in result.stderr


def test_a_place_that_cannot_be_written_is_named_without_a_traceback():
    Path("a.md").write_text(GOOD)
    Path("file").write_text("")

    result = copydesk("check", "a.md", "--write-baseline", "file/baseline.json")

    assert result.returncode == 2
    assert "file/baseline.json cannot be written" in result.stderr.decode()
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_file_name_that_is_not_utf_8_stops_nothing(form):
    Path(os.fsdecode(b"caf\xe9.md")).write_text(GOOD)
    Path("zebra.md").write_text(GOOD)

    done = copydesk("check", "-f", form, ".")

    assert done.returncode in {0, 1}
    assert b"Traceback" not in done.stderr
    assert b"zebra.md" in done.stdout
    if form == "sarif":
        assert b'"uri": "caf%E9.md"' in done.stdout


def test_check_needs_no_home_because_it_keeps_nothing(monkeypatch):
    for name in ("HOME", "COPYDESK_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    Path("a.md").write_text(GOOD)

    done = copydesk("check", "a.md")

    assert done.returncode in {0, 1}
    assert b"1 file" in done.stderr


def test_fixes_are_shown_first_and_then_written():
    Path("a.md").write_text("# A\n\n#### B\n\nIt is so.\n")

    shown = copydesk("check", "a.md", "--diff").stdout.decode()
    assert "-#### B\n+## B" in shown
    assert "#### B" in Path("a.md").read_text()

    left = copydesk("check", "a.md", "--fix").stdout.decode()
    assert "CON030" not in left
    assert "\n## B" in Path("a.md").read_text()


def test_a_folder_is_read_without_what_is_excluded_and_what_git_ignores():
    subprocess.run(["git", "init", "-q"], check=True, capture_output=True)
    Path(".gitignore").write_text("built/\n")
    Path("copydesk.toml").write_text(LENIENT + 'exclude = ["drafts"]\n')
    for folder in ("built", "drafts", "docs"):
        Path(folder).mkdir()
        Path(folder, "a.md").write_text(GOOD)

    files = json.loads(copydesk("check", ".", "--json").stdout)["files"]

    assert [file["path"] for file in files] == ["docs/a.md"]
    assert len(json.loads(copydesk("check", "drafts/a.md", "--json").stdout)["files"]) == 1


def test_the_score_is_shown_with_its_parts_on_request():
    Path("a.md").write_text(GOOD)

    shown = copydesk("check", "a.md", "--score").stdout.decode()

    assert "a.md: AEO score " in shown
    assert "Figures with a source: 0 of 1" in shown
    assert "Figures with a source" not in copydesk("check", "a.md").stdout.decode()


def test_rules_are_listed_and_explained():
    listed = json.loads(copydesk("rules", "--json").stdout)["rules"]
    assert {"CON031", "VERDICT-AEO-LOW", "IGN003"} <= {rule["id"] for rule in listed}

    one = copydesk("explain", "con031").stdout.decode()
    assert "max_words = 45" in one
    assert "docs/reference/checks.md#con031" in one

    wrong = copydesk("explain", "CON301")
    assert wrong.returncode == 2
    assert b"did you mean CON031" in wrong.stderr
