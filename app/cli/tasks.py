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
    """What runs now, the longest first."""
    _list("running", limit=limit, as_json=as_json, is_later=False, nothing="Nothing runs now.")


@many.command()
def reserved(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """What waits and may begin, in the order of priority."""
    _list("waiting", limit=limit, as_json=as_json, is_later=False, nothing="Nothing waits.")


@many.command()
def scheduled(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """What is postponed, such as a retry, the earliest first."""
    _list("waiting", limit=limit, as_json=as_json, is_later=True, nothing="Nothing is postponed.")


def _list(state: str, *, limit: int, as_json: bool, is_later: bool, nothing: str) -> None:
    from app.db.read_models.stats import Figures

    with open_application() as access:
        now = access.services.clock.now()
        with access.services.store.read() as tx:
            found = Figures(tx.session).work(state, limit=limit, is_later=is_later)
    if as_json:
        emit_json("copydesk.tasks/1", tasks=found)
        return
    head = {True: "begins in", False: "for"}[is_later]
    table(
        ("id", "task", "priority", "attempt", head, "submission", "last error"),
        (
            (
                work.id,
                work.task_name,
                work.priority.label,
                str(work.attempts),
                age((work.not_before - now).total_seconds() * (1 if is_later else -1))
                if work.started_at is None or state != "running"
                else age((now - work.started_at).total_seconds()),
                work.submission_id or "",
                shortened(work.last_error, 60),
            )
            for work in found
        ),
        right={3, 4},
    )
    if not found:
        note(nothing)


@one.command()
def show(job_id: JobId, *, as_json: AsJson = False) -> None:
    """Everything that the row of one piece of work says."""
    from app.db.read_models.stats import Figures

    with open_application() as access, access.services.store.read() as tx:
        work = Figures(tx.session).one(job_id)
    if work is None:
        raise NotFound(f"there is no work {job_id!r}: copydesk tasks reserved lists what waits")
    if as_json:
        emit_json("copydesk.task/1", task=work)
        return
    for name, value in (
        ("id", work.id),
        ("task", work.task_name),
        ("state", work.state),
        ("priority", work.priority.label),
        ("submission", work.submission_id or "none"),
        ("attempts", f"{work.attempts}, of them {work.crashes} lost with their process"),
        ("held by", work.holder or "nobody"),
        ("made due", f"{work.created_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("begins", f"{work.not_before:%Y-%m-%d %H:%M:%S} UTC"),
        ("began", f"{work.started_at:%Y-%m-%d %H:%M:%S} UTC" if work.started_at else ""),
        ("ended", f"{work.finished_at:%Y-%m-%d %H:%M:%S} UTC" if work.finished_at else ""),
        ("last error", work.last_error),
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
    """Give up one piece of work: it becomes a dead letter, and its submission goes to a person."""
    from app.operations.revoke import revoke as give_up

    with open_application() as access:
        was = give_up(access.services, job_id, by=reviewer_name(reviewer), reason=reason)
    say(f"{job_id} is revoked and kept as a dead letter; its submission goes to a person")
    if was == "running":
        note(
            "Its attempt runs on, and its result will be refused; a paid call of it may be billed.",
            style="yellow",
        )
