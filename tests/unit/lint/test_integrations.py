"""The pre-commit hook and the GitHub Action call options that `copydesk check` has."""

import re
from pathlib import Path

import yaml
from typer.main import get_command

from app.cli.main import app

ROOT = Path(__file__).parents[3]


def options_of_check() -> set[str]:
    check = get_command(app).commands["check"]  # type: ignore[attr-defined]
    return {option for parameter in check.params for option in parameter.opts}


def test_the_action_uses_only_options_that_exist() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    script = action["runs"]["steps"][-1]["run"]

    used = set(re.findall(r"--[a-z-]+", script)) - {"--"}

    assert used
    assert used <= options_of_check()


def test_the_action_puts_no_input_into_a_command() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

    assert all("${{" not in step.get("run", "") for step in action["runs"]["steps"])


def test_the_hooks_use_only_options_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

    for hook in hooks:
        assert hook["entry"].startswith("copydesk check")
        assert set(re.findall(r"--[a-z-]+", hook["entry"])) <= options_of_check()
