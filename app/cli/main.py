"""`copydesk`: parse, call, print. Heavy libraries are imported by the command that needs them."""

import sys
from contextlib import suppress
from typing import Annotated

import typer

from app.cli import (
    backup,
    calibrate,
    check,
    database,
    dead_letters,
    demo,
    doctor,
    events,
    health,
    logs_level,
    metrics,
    queues,
    review,
    secrets,
    show,
    simulate,
    status,
    submit,
    tasks,
    up,
    workers,
)
from app.cli.trouble import told
from app.errors import CopydeskError
from app.report.printable import printable

EXIT_WRONG = 2
"""What the person asked for cannot be done as asked: the sentence on stderr says why."""

app = typer.Typer(
    name="copydesk",
    help="A newspaper's copy desk as software: evaluate articles, rewrite them with facts kept, "
    "and put to a person what a machine should not decide.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer hands the flag over by position
    if asked:
        from importlib.metadata import version

        typer.echo(f"copydesk {version('copydesk')}")
        raise typer.Exit


@app.callback()
def copydesk(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    """Options that stand before the command."""


for group in (
    check,
    submit,
    status,
    show,
    demo,
    up,
    health,
    doctor,
    metrics,
    queues,
    workers,
    events,
    backup,
    simulate,
    calibrate,
):
    group.register(app)
app.add_typer(review.app, name="review", help="Decide what waits for a person.")
app.add_typer(dead_letters.app, name="dead-letters", help="Work that gave up: look, replay, discard.")
app.add_typer(tasks.many, name="tasks", help="Work that runs, waits, or is postponed.")
app.add_typer(tasks.one, name="task", help="One piece of work.")
app.add_typer(logs_level.app, name="logs")
app.add_typer(secrets.app, name="secrets", help="The secrets that the database holds, sealed.")
app.add_typer(database.app, name="db", help="The database's schema.")


def run() -> None:
    """Entry point of the command `copydesk`. A known error is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets its escape and not a traceback.
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
        sentence = told(error)
        if sentence is None:
            raise
        sys.stderr.write(f"copydesk: {printable(sentence)}\n")
        with suppress(OSError):
            sys.stdout.close()  # where it is full, Python's own last flush would fail once more
        sys.exit(EXIT_WRONG)


if __name__ == "__main__":
    run()
