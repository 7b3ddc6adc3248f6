import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from app.cli.main import app
from app.cli.reference import reference

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")])
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def commands():
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for line in block.splitlines():
                if line.strip().startswith("copydesk ") and "[OPTIONS]" not in line:
                    yield pytest.param(line.strip(), id=f"{page.stem}: {line.strip()}")


def test_the_page_is_what_the_commands_say():
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")

    assert page == reference(), "run make docs-reference"


@pytest.mark.parametrize("line", [*commands()])
def test_every_command_in_the_docs_is_one(line):
    words = shlex.split(re.split(r"[|>;&]", line)[0])[1:]
    command = get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    is_one = not getattr(command, "commands", None) or command.invoke_without_command
    assert is_one or words[0].startswith("--"), f"no such command: {line}"

    if words not in (["--version"], ["--install-completion"], ["--help"]):
        command.make_context("copydesk", words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_docs_leads_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"(`+).*?\1", "", text)  # a link in a code span is shown, not followed
    for target in LINK.findall(text):
        assert (page.parent / target).exists(), f"{page.name} leads to {target}"


def test_every_command_is_explained_in_its_help():
    def walk(command, path):
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, f"{path} {name}")
            yield f"{path} {name}", child

    for path, command in walk(get_command(app), "copydesk"):
        assert command.help, f"{path} has no help"
        for param in command.params:
            if param.param_type_name == "option" and param.name != "help":
                assert param.help, f"{path} {param.opts} has no help"
