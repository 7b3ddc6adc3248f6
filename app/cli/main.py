"""`copydesk`: parse, call, print. Heavy libraries are imported by the command that needs them."""

import sys
from contextlib import suppress
from typing import Annotated

import typer

from app.cli import (
    backup,
    calibrate,
    check,
    compare,
    database,
    dead_letters,
    demo,
    doctor,
    events,
    first_admin,
    health,
    logs_level,
    metrics,
    queues,
    review,
    rules,
    secrets,
    show,
    simulate,
    status,
    submit,
    tasks,
    track,
    up,
    workers,
)
from app.cli.trouble import explain
from app.domain.errors import CopydeskError
from app.reports.printable import printable

EXIT_WRONG = 2
"""The command cannot be carried out as given: the sentence on stderr says why."""

app = typer.Typer(
    name="copydesk",
    help="A newspaper's copy desk as software: evaluate articles, rewrite them with facts kept, "
    "and hand to a person what a machine should not decide.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_requested: bool) -> None:  # noqa: FBT001 - typer passes the flag by position
    if is_requested:
        from importlib.metadata import version

        typer.echo(f"copydesk {version('copydesk')}")
        raise typer.Exit


@app.callback()
def copydesk(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Options that come before the command."""


ARTICLES, PIPELINE, STORED, PEOPLE = "Articles", "The pipeline", "What is stored", "People"
"""The headings of `copydesk --help`."""

for panel, groups in {
    ARTICLES: (check, rules, compare, track, submit, status, show, demo, simulate, calibrate),
    PIPELINE: (up, health, doctor, workers, queues, events, metrics),
    STORED: (backup,),
    PEOPLE: (first_admin,),
}.items():
    for group in groups:
        known = len(app.registered_commands)
        group.register(app)
        for command in app.registered_commands[known:]:
            command.rich_help_panel = panel

for name, sub, panel, text in (
    ("review", review.app, PEOPLE, "Decide the cases that wait for a person."),
    ("rules", rules.app, ARTICLES, "All rules with their severity; a team's own, tried on their examples."),
    ("tasks", tasks.many, PIPELINE, "Jobs that are running, waiting or postponed."),
    ("task", tasks.one, PIPELINE, "One job."),
    ("dead-letters", dead_letters.app, PIPELINE, "Jobs that failed for good: inspect, replay, discard."),
    ("logs", logs_level.app, PIPELINE, "What workers log."),
    ("db", database.app, STORED, "The database's schema."),
    ("secrets", secrets.app, STORED, "The encrypted secrets in the database."),
):
    app.add_typer(sub, name=name, help=text, rich_help_panel=panel)


def run() -> None:
    """Entry point of the command `copydesk`. A known error is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets its escape sequence, not a traceback.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        app()
    except CopydeskError as error:
        sys.stderr.write(f"copydesk: {printable(str(error))}\n")
        sys.exit(EXIT_WRONG)
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        sentence = explain(error)
        if sentence is None:
            raise
        sys.stderr.write(f"copydesk: {printable(sentence)}\n")
        with suppress(OSError):
            sys.stdout.close()  # on a full disk, Python's own last flush would fail once more
        sys.exit(EXIT_WRONG)


if __name__ == "__main__":
    run()
