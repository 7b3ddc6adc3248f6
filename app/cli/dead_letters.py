"""`copydesk dead-letters list|show|replay|discard`."""

from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, say_block, table
from app.cli.desk_access import open_application, reviewer_name
from app.cli.parameters import AsJson, Limit, NoBroker, Reviewer
from app.reports.printable import shortened

app = typer.Typer(no_args_is_help=True)

DeadLetterIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids from `dead-letters list`.")]


@app.command("list")
def list_(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the jobs that failed for good and wait for a person."""
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
    is_all: Annotated[
        bool, typer.Option("--all", help="Every dead letter that has a job, oldest first.")
    ] = False,
    task: Annotated[
        str | None, typer.Option("--task", metavar="NAME", help="With --all: only those of this task.")
    ] = None,
    reviewer: Reviewer = None,
    no_broker: NoBroker = False,
) -> None:
    """Queue the jobs again. Replaying a dead letter twice runs its job once.

    At most a thousand at a time. Exit code: 0 all are queued or were replayed before, 1 one could not be.
    """
    from app.workflow.replay import replay_all, replay_many

    if is_all == bool(dead_letters):
        raise typer.BadParameter("give either the ids of dead letters or --all")
    if task is not None and not is_all:
        raise typer.BadParameter("--task narrows down --all: use the two together")
    who = reviewer_name(reviewer)
    with open_application(no_broker=no_broker) as access:
        if dead_letters:
            results = list(replay_many(access.services, dead_letters, by=who))
        else:
            results = list(replay_all(access.services, by=who, task_name=task))
        for result in results:
            say(result.message or f"{result.dead_letter_id} is queued again")
        access.settle()
    count = sum(result.outcome == "replayed" for result in results)
    note(f"{count} of {len(results)} are queued again")
    raise typer.Exit(1 if any(result.outcome == "refused" for result in results) else 0)


@app.command()
def discard(
    dead_letters: DeadLetterIds,
    *,
    reason: Annotated[
        str, typer.Option("--reason", "-m", metavar="TEXT", help="Why these are no longer needed.")
    ],
) -> None:
    """Close dead letters permanently. The submissions are not changed."""
    with open_application() as access:
        access.desk.discard(dead_letters, reason=reason)
    say(f"discarded {len(dead_letters)}: {reason}")
