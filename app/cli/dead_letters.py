"""`copydesk dead-letters list|show|replay|discard`."""

from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, say_block, table
from app.cli.desk_access import open_desk, reviewer_name
from app.cli.parameters import AsJson, Limit, NoBroker, Reviewer
from app.report.printable import shortened

app = typer.Typer(no_args_is_help=True)

Letters = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids from `dead-letters list`.")]


@app.command("list")
def list_(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the work that gave up and waits for a person."""
    with open_desk() as access:
        letters = access.desk.dead_letters(limit)
    if as_json:
        emit_json("copydesk.dead-letters/1", dead_letters=letters)
        return
    table(
        ("id", "task", "attempts", "submission", "error"),
        (
            (letter.id, letter.task_name, str(letter.attempts), letter.submission_id or "",
             shortened(letter.error, 70))
            for letter in letters
        ),
        right={2},
    )  # fmt: skip
    if not letters:
        note("There are no dead letters.")


@app.command()
def show(letter_id: Annotated[str, typer.Argument(metavar="ID")], *, as_json: AsJson = False) -> None:
    """Show one dead letter with its error and traceback."""
    with open_desk() as access:
        letter = access.desk.dead_letter(letter_id)
    if as_json:
        emit_json("copydesk.dead-letter/1", dead_letter=letter)
        return
    for name, value in (
        ("dead letter", letter.id),
        ("state", f"{letter.state} {letter.resolution}".strip()),
        ("task", letter.task_name),
        ("submission", letter.submission_id or "none"),
        ("attempts", str(letter.attempts)),
        ("since", f"{letter.created_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("error", letter.error),
    ):
        say(f"{name:12}{value}")
    if letter.traceback:
        say_block("\n" + letter.traceback)


@app.command()
def replay(letters: Letters, *, reviewer: Reviewer = None, no_broker: NoBroker = False) -> None:
    """Make the work due again. Replaying twice does it once."""
    who = reviewer_name(reviewer)
    with open_desk(no_broker=no_broker) as access:
        for letter_id in letters:
            status = access.desk.replay(letter_id, by=who)
            say(f"{letter_id} is due again; its submission is {status}")
        access.settle()


@app.command()
def discard(
    letters: Letters,
    *,
    reason: Annotated[
        str, typer.Option("--reason", "-m", metavar="TEXT", help="Why nobody needs this any more.")
    ],
) -> None:
    """Close dead letters for good. The submissions stay as they are."""
    with open_desk() as access:
        access.desk.discard(letters, reason=reason)
    say(f"discarded {len(letters)}: {reason}")
