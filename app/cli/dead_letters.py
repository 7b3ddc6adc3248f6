"""`copydesk dead-letters list|show|replay|discard`."""

from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, say_block, table
from app.cli.desk_access import open_desk, reviewer_name
from app.cli.parameters import AsJson, Limit, NoBroker, Reviewer
from app.reports.printable import shortened

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
def replay(
    letters: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Ids from `dead-letters list`.")
    ] = None,
    *,
    is_all: Annotated[bool, typer.Option("--all", help="Every one that names work, oldest first.")] = False,
    task: Annotated[
        str | None, typer.Option("--task", metavar="NAME", help="With --all: of this task alone.")
    ] = None,
    reviewer: Reviewer = None,
    no_broker: NoBroker = False,
) -> None:
    """Make the work due again. Replaying twice does it once.

    At most a thousand at a time. Exit code: 0 all are due or were replayed before, 1 one could not be.
    """
    from app.workflow.replay import replay_all, replay_many

    if is_all == bool(letters):
        raise typer.BadParameter("give the ids of dead letters, or --all")
    if task is not None and not is_all:
        raise typer.BadParameter("--task chooses among all: give it with --all")
    who = reviewer_name(reviewer)
    with open_desk(no_broker=no_broker) as access:
        if letters:
            told = list(replay_many(access.services, letters, by=who))
        else:
            told = list(replay_all(access.services, by=who, task_name=task))
        for one in told:
            say(one.message or f"{one.letter_id} is due again")
        access.settle()
    count = sum(one.outcome == "replayed" for one in told)
    note(f"{count} of {len(told)} are due again")
    raise typer.Exit(1 if any(one.outcome == "refused" for one in told) else 0)


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
