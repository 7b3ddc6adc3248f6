"""`copydesk status`: the state of submissions."""

from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, table
from app.cli.desk_access import open_application
from app.cli.parameters import AsJson, Limit
from app.domain.lifecycle import FINAL, SubmissionStatus
from app.reports.printable import shortened


def register(app: typer.Typer) -> None:
    app.command()(status)


def status(
    *,
    run_id: Annotated[
        str, typer.Option("--run", metavar="ID", help="Only this run, in the order of submission.")
    ] = "",
    state: Annotated[
        SubmissionStatus | None,
        typer.Option(
            "--state", metavar="STATE", help="evaluating, rewriting, escalated, accepted or rejected."
        ),
    ] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Show the newest submissions, or those of one run, with their state and why."""
    with open_application() as access:
        if run_id:
            found = [one for one in access.desk.run(run_id) if state is None or one.status is state]
        else:
            found = access.desk.newest(limit, status=state)
    if as_json:
        keys = (
            "id",
            "run_id",
            "path",
            "title",
            "status",
            "why",
            "priority",
            "cycles",
            "created_at",
            "updated_at",
        )
        emit_json(
            "copydesk.status/1",
            submissions=[{key: getattr(one, key) for key in keys} for one in found],
        )
        return
    table(
        ("submission", "state", "article", "why"),
        ((one.id, one.status.value, one.path, shortened(one.why, 100)) for one in found),
    )
    if not found:
        note("No submissions match." if run_id or state else "Nothing has been submitted yet.")
    elif run_id:
        decided = sum(one.status in FINAL for one in found)
        say(f"{decided} of {len(found)} are decided")
