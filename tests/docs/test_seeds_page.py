"""What the page about other Celery set-ups says of each command and variable is what happens."""

import copy
import re
import shlex
from pathlib import Path

import click
import pytest
from celery.bin.base import CLIContext
from celery.bin.celery import celery
from celery.bin.control import _compile_arguments, _verify_command_name

from app.cli.main import app as command_line
from app.config.settings import Settings, load_settings
from app.config.settings.field import setting_fields
from app.config.settings.foreign import FOREIGN_NAMES
from app.config.settings.providers import shipped_variables
from app.domain.errors import ConfigurationError
from celery_worker import control
from celery_worker.build import make_celery
from celery_worker.signals import check_queues

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "seeds.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")


def rows(heading: str) -> list[list[str]]:
    table = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    settings = Settings(state_dir=tmp_path_factory.mktemp("state"), broker_url="redis://nowhere.invalid/0")
    control.register(settings)
    app = make_celery(settings)
    app.loader.import_default_modules()
    yield app
    app.close()


def tried(app, words: list[str]) -> None:
    """Everything that Celery and Copydesk check before they reach a broker. Raises what they raise."""
    name, *given = words
    if name == "multi":
        return
    command = copy.copy(celery.get_command(click.Context(celery), name))
    if command is None:
        raise click.UsageError(f"No such command {name}")
    command.params = [*command.params, *app.user_options[name]]
    with command.make_context(name, list(given), obj=CLIContext(app, no_color=True, workdir=None)) as context:
        if name == "worker":
            check_queues(context.params["queues"])
        if name in {"inspect", "control"}:
            _verify_command_name(name, context.params["command"])
            _compile_arguments(context.params["command"], context.args)
        if name == "call" and context.params["name"] not in app.tasks:
            raise click.UsageError("no worker has this task")


@pytest.mark.filterwarnings("ignore:The parameter -d is used:UserWarning")  # of Celery's own `events`
@pytest.mark.parametrize("row", rows("Commands of Celery"), ids=lambda row: row[0])
def test_a_command_of_celery_works_or_is_refused_as_the_page_says(app, row):
    words = shlex.split(row[0].strip("`"))
    if row[2] == "works":
        tried(app, words)
    else:
        assert row[2] == "refused"
        with pytest.raises((click.UsageError, ConfigurationError)):
            tried(app, words)


def test_our_own_commands_that_the_page_names_exist():
    from typer.main import get_command

    root = get_command(command_line)
    for words in {tuple(one.split()) for one in CODE.findall(PAGE) if one.startswith("copydesk ")}:
        group, _, rest = words[1], None, words[2:]
        command = root.get_command(click.Context(root), group)
        assert command is not None, words
        if rest and hasattr(command, "get_command"):
            assert command.get_command(click.Context(command), rest[0]) is not None, words


@pytest.mark.parametrize("row", rows("Variables"), ids=lambda row: row[0])
def test_a_variable_is_read_or_refused_as_the_page_says(row):
    ours = {spec.metadata["name"] for spec in setting_fields(Settings)} | {
        one.name for one in shipped_variables()
    }
    for name in CODE.findall(row[0]):
        assert ("not read" in row[2]) == (name not in ours | FOREIGN_NAMES), name
        if row[2].startswith("refused"):
            with pytest.raises(ConfigurationError, match=CODE.findall(row[2])[0]):
                load_settings({"COPYDESK_HOME": "/srv/copydesk", name: "500"})


def test_every_foreign_variable_is_on_the_page():
    shown = {name for row in rows("Variables") for cell in row for name in CODE.findall(cell)}

    assert FOREIGN_NAMES - shown == set()
