"""House rules and Vale styles from the policy file to what `check` and `rules test` print."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout

import pytest

from app.cli.main import run

POLICY = """
required = []
recommended = []
disabled_checks = []

[vale]
styles = ["House-Style"]

[[rule]]
name = "House.Terms"
kind = "terms"
severity = "error"
examples.fires = ["Send an e-mail."]
examples.silent = ["Send an email."]

[[rule.term]]
preferred = "email"
forbidden = ["e-mail"]
"""
VERY = "extends: existence\nmessage: \"Not '%s'.\"\nlink: https://style.example/very\ntokens: [very]\n"
SCRIPT = "extends: script\nmessage: x\nscript: a.tengo\n"
TEXT = (
    "# Post\n\nAn e-mail is very fast.\n\n"
    "<!-- copydesk-ignore House-Style.Very: a quotation -->\n\nAs very wise.\n"
)


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "styles" / "House-Style").mkdir(parents=True)
    (tmp_path / "styles" / "House-Style" / "Very.yml").write_text(VERY)
    (tmp_path / "styles" / "House-Style" / "Script.yml").write_text(SCRIPT)
    (tmp_path / "copydesk.toml").write_text(POLICY)
    (tmp_path / "a.md").write_text(TEXT)


def copydesk(*arguments):
    """Exit code, standard output and standard error of the command's own entry in this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.argv", ["copydesk", *arguments])
        try:
            run()
        except SystemExit as exit_:
            return exit_.code or 0, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_check_shows_rules_of_the_team_and_of_styles_side_by_side():
    code, out, err = copydesk("check", "a.md", "--select", "House")

    assert code == 1
    assert out.splitlines() == [
        "a.md:3:4: error House.Terms Write 'email' instead of 'e-mail'. Fix: Write “email”.",
        "a.md:3:14: warning House-Style.Very Not 'very'. Fix: See https://style.example/very",
    ]
    assert "1 rule of the styles cannot be run: `copydesk rules test` says which, and why" in err


def test_programs_get_the_rules_name_its_level_and_its_fix():
    _, out, _ = copydesk("check", "a.md", "--select", "House", "--json")
    found = json.loads(out)["files"][0]["findings"]
    _, sarif, _ = copydesk("check", "a.md", "--select", "House", "--format", "sarif")
    results = json.loads(sarif)["runs"][0]["results"]

    assert [(each["id"], each["severity"], each["fix"]) for each in found] == [
        ("House.Terms", "error", "Write “email”."),
        ("House-Style.Very", "warning", "See https://style.example/very"),
    ]
    assert [(each["ruleId"], each["level"]) for each in results] == [
        ("House.Terms", "error"),
        ("House-Style.Very", "warning"),
    ]


def test_rules_test_tries_examples_and_names_what_is_refused(tmp_path):
    code, out, err = copydesk("rules", "test")

    assert code == 0
    assert out == (
        "House-Style.Script (styles/House-Style/Script.yml) is not run: "
        "it runs a program, which a rule of a text may not\n"
    )
    assert err == "2 rules read, 1 refused, 0 off; 2 examples, 0 failed\n"


def test_rules_test_fails_for_an_example_that_is_not_met(tmp_path):
    (tmp_path / "copydesk.toml").write_text(POLICY.replace('"Send an email."', '"Send my e-mail."'))

    code, out, _ = copydesk("rules", "test")
    _, as_json, _ = copydesk("rules", "test", "--json")

    assert code == 1
    assert out.startswith(
        "House.Terms must not fire on “Send my e-mail.”, and says: Write 'email' instead of 'e-mail'.\n"
    )
    assert [each["is_met"] for each in json.loads(as_json)["examples"]] == [True, False]


def test_a_faulty_rule_is_one_sentence_with_the_rules_name(tmp_path):
    (tmp_path / "copydesk.toml").write_text('[[rule]]\nname = "House.A"\nkind = "pattern"\ntokens = ["(a"]\n')

    code, _, err = copydesk("rules", "test")

    assert code == 2
    assert err.startswith(
        "copydesk: copydesk.toml: the rule House.A cannot be run: its pattern cannot be read"
    )


def test_rules_test_without_a_policy_says_so(tmp_path):
    (tmp_path / "copydesk.toml").unlink()

    code, _, err = copydesk("rules", "test")

    assert (code, "there is no copydesk.toml" in err) == (2, True)
