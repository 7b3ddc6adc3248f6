"""`copydesk tasks active|reserved|scheduled` and `copydesk task show|revoke`."""

from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, table
from app.cli.desk_access import open_application, reviewer_name
from app.cli.parameters import AsJson, Limit, Reviewer
from app.cli.queues import age
from app.domain.errors import NotFound
from app.reports.printable import shortened

many = typer.Typer(no_args_is_help=True)
one = typer.Typer(no_args_is_help=True)

JobId = Annotated[str, typer.Argument(metavar="ID", help="From `copydesk tasks ...`.")]


@many.command()
def active(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the running jobs, the longest-running first."""
    _list("running", limit=limit, as_json=as_json, is_later=False, nothing="No job is running.")


@many.command()
def reserved(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the jobs that are ready to start, in order of priority."""
    _list("waiting", limit=limit, as_json=as_json, is_later=False, nothing="No job is waiting.")


@many.command()
def scheduled(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the postponed jobs, such as retries, the earliest first."""
    _list("waiting", limit=limit, as_json=as_json, is_later=True, nothing="No job is postponed.")


def _list(state: str, *, limit: int, as_json: bool, is_later: bool, nothing: str) -> None:
    from app.db.read_models.stats import Figures

    with open_application() as access:
        now = access.services.clock.now()
        with access.services.store.read() as tx:
            found = Figures(tx.session).work(state, limit=limit, is_later=is_later)
    if as_json:
        emit_json("copydesk.tasks/1", tasks=found)
        return
    head = "starts in" if is_later else "for"
    table(
        ("id", "task", "priority", "attempt", head, "submission", "last error"),
        (
            (
                job.id,
                job.task_name,
                job.priority.label,
                str(job.attempts),
                age((job.not_before - now).total_seconds() * (1 if is_later else -1))
                if job.started_at is None or state != "running"
                else age((now - job.started_at).total_seconds()),
                job.submission_id or "",
                shortened(job.last_error, 60),
            )
            for job in found
        ),
        right={3, 4},
    )
    if not found:
        note(nothing)


@one.command()
def show(job_id: JobId, *, as_json: AsJson = False) -> None:
    """Show everything stored about one job."""
    from app.db.read_models.stats import Figures

    with open_application() as access, access.services.store.read() as tx:
        job = Figures(tx.session).one(job_id)
    if job is None:
        raise NotFound(f"there is no job {job_id!r}: copydesk tasks reserved lists the waiting ones")
    if as_json:
        emit_json("copydesk.task/1", task=job)
        return
    for name, value in (
        ("id", job.id),
        ("task", job.task_name),
        ("state", job.state),
        ("priority", job.priority.label),
        ("submission", job.submission_id or "none"),
        ("attempts", f"{job.attempts}, {job.crashes} of them lost to a crash of the process"),
        ("held by", job.holder or "no process"),
        ("created", f"{job.created_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("not before", f"{job.not_before:%Y-%m-%d %H:%M:%S} UTC"),
        ("started", f"{job.started_at:%Y-%m-%d %H:%M:%S} UTC" if job.started_at else ""),
        ("finished", f"{job.finished_at:%Y-%m-%d %H:%M:%S} UTC" if job.finished_at else ""),
        ("last error", job.last_error),
    ):
        if value:
            say(f"{name:12}{value}")


@one.command()
def revoke(
    job_id: JobId,
    *,
    reason: Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why.")] = "",
    reviewer: Reviewer = None,
) -> None:
    """Give up one job: it becomes a dead letter, and its submission is escalated to a person."""
    from app.operations.revoke import revoke as give_up

    with open_application() as access:
        state = give_up(access.services, job_id, by=reviewer_name(reviewer), reason=reason)
    say(f"{job_id} is revoked and kept as a dead letter; its submission is escalated to a person")
    if state == "running":
        note(
            "The running attempt continues and its result will be refused; a paid call may still be billed.",
            style="yellow",
        )
