"""`copydesk dead-letters list|show|replay|discard`."""

from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, say_block, table
from app.cli.desk_access import open_application, reviewer_name
from app.cli.parameters import AsJson, Limit, NoBroker, Reviewer
from app.reports.printable import shortened

app = typer.Typer(no_args_is_help=True)

Letters = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids from `dead-letters list`.")]


@app.command("list")
def list_(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the work that gave up and waits for a person."""
    with open_application() as access:
        dead_letters = access.desk.dead_letters(limit)
    if as_json:
        emit_json("copydesk.dead-letters/1", dead_letters=dead_letters)
        return
    table(
        ("id", "task", "attempts", "submission", "error"),
        (
            (one.id, one.task_name, str(one.attempts), one.submission_id or "", shortened(one.error, 70))
            for one in dead_letters
        ),
        right={2},
    )  # fmt: skip
    if not dead_letters:
        note("There are no dead letters.")


@app.command()
def show(dead_letter_id: Annotated[str, typer.Argument(metavar="ID")], *, as_json: AsJson = False) -> None:
    """Show one dead letter with its error and traceback."""
    with open_application() as access:
        dead_letter = access.desk.dead_letter(dead_letter_id)
    if as_json:
        emit_json("copydesk.dead-letter/1", dead_letter=dead_letter)
        return
    for name, value in (
        ("dead letter", dead_letter.id),
        ("state", f"{dead_letter.state} {dead_letter.resolution}".strip()),
        ("task", dead_letter.task_name),
        ("submission", dead_letter.submission_id or "none"),
        ("attempts", str(dead_letter.attempts)),
        ("since", f"{dead_letter.created_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("error", dead_letter.error),
    ):
        say(f"{name:12}{value}")
    if dead_letter.traceback:
        say_block("\n" + dead_letter.traceback)


@app.command()
def replay(
    dead_letters: Annotated[
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

    if is_all == bool(dead_letters):
        raise typer.BadParameter("give the ids of dead letters, or --all")
    if task is not None and not is_all:
        raise typer.BadParameter("--task chooses among all: give it with --all")
    who = reviewer_name(reviewer)
    with open_application(no_broker=no_broker) as access:
        if dead_letters:
            told = list(replay_many(access.services, dead_letters, by=who))
        else:
            told = list(replay_all(access.services, by=who, task_name=task))
        for one in told:
            say(one.message or f"{one.dead_letter_id} is due again")
        access.settle()
    count = sum(one.outcome == "replayed" for one in told)
    note(f"{count} of {len(told)} are due again")
    raise typer.Exit(1 if any(one.outcome == "refused" for one in told) else 0)


@app.command()
def discard(
    dead_letters: Letters,
    *,
    reason: Annotated[
        str, typer.Option("--reason", "-m", metavar="TEXT", help="Why nobody needs this any more.")
    ],
) -> None:
    """Close dead letters for good. The submissions stay as they are."""
    with open_application() as access:
        access.desk.discard(dead_letters, reason=reason)
    say(f"discarded {len(dead_letters)}: {reason}")
