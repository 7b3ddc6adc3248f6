"""`copydesk queues|pause|resume|purge`: the queues' lengths and waiting times, and their switches."""

from datetime import datetime
from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, table
from app.cli.desk_access import open_application, reviewer_name
from app.cli.parameters import AsJson, Reviewer
from app.domain.errors import BrokerUnavailable
from app.reports.phrases import plural

Queue = Annotated[str, typer.Argument(metavar="QUEUE", help="evaluation, rewrite or escalation.")]
Reason = Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why; others will read it.")]

Wait = Annotated[
    float,
    typer.Option(
        "--wait", "-w", min=0, metavar="SECONDS", help="How long to wait for running jobs to finish."
    ),
]


def register(app: typer.Typer) -> None:
    for command in (queues, pause, resume, purge):
        app.command()(command)


def age(seconds: float) -> str:
    """A length of time for people, in its one or two largest units."""
    whole = max(0, int(seconds))
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min" if whole < 172_800 else f"{whole // 86_400} days"


def queues(*, as_json: AsJson = False) -> None:
    """Show the waiting, running and dead jobs of each queue by priority, and the age of the oldest."""
    from app.db.read_models.stats import Figures

    with open_application() as access:
        now = access.services.clock.now()
        with access.services.store.read() as tx:
            figures = Figures(tx.session)
            found, paused = figures.queues(), figures.paused()
        switched = {
            name: {"by": row.paused_by, "at": row.paused_at, "reason": row.reason}
            for name, row in paused.items()
        }
    if as_json:
        emit_json("copydesk.queues/1", queues=found, paused=switched)
        return
    table(
        ("queue", "priority", "waiting", "postponed", "running", "dead", "oldest waits"),
        (
            (
                one.queue,
                one.priority.label,
                *(str(number) for number in (one.waiting, one.postponed, one.running, one.dead)),
                _since(one.oldest_at, now),
            )
            for one in found
        ),
        right={2, 3, 4, 5, 6},
    )
    for name, pause_details in switched.items():
        reason = pause_details["reason"] or "no reason given"
        say(f"{name} is paused by {pause_details['by']}: {reason}", style="yellow")
    if not found:
        note("No jobs are waiting, running or dead.")


def _since(oldest_at: datetime | None, now: datetime) -> str:
    return "" if oldest_at is None else age((now - oldest_at).total_seconds())


def pause(queue: Queue, *, reason: Reason = "", wait: Wait = 0, reviewer: Reviewer = None) -> None:
    """Start no more jobs of a queue, on any worker. Running jobs continue; --wait waits for them to finish.

    Exit code: 0 paused (with --wait: and nothing is running), 1 some jobs still run when the time is up.
    """
    from app.jobs.queues import drain
    from app.jobs.queues import pause as switch

    with open_application() as access:
        switch(access.services.engine, queue, by=reviewer_name(reviewer), reason=reason)
        say(f"{queue} is paused; resume it with: copydesk resume {queue}")
        if not wait:
            return
        left = drain(access.services.engine, queue, within_seconds=wait)
    if left:
        note(
            f"after {wait:g} s, {plural(left, 'job')} of {queue} still running: copydesk tasks active",
            style="yellow",
        )
        raise typer.Exit(1)
    say(f"no job of {queue} is running any more")


def resume(queue: Queue) -> None:
    """Resume a paused queue."""
    from app.jobs.queues import resume as switch

    with open_application() as access:
        switch(access.services.engine, queue)
        access.settle()
    say(f"{queue} is resumed")


def purge(
    queue: Queue,
    *,
    give_up: Annotated[
        bool,
        typer.Option("--give-up", help="Also give up the waiting jobs: a person decides each submission."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    reviewer: Reviewer = None,
) -> None:
    """Remove a queue's messages from the broker. The jobs stay in the database and new wakeups are sent.

    With --give-up, waiting jobs become dead letters and their submissions are escalated to people. No
    submission is ever removed.
    """
    from app.db.read_models.stats import Figures
    from app.domain.errors import NotFound
    from app.jobs.queues import names
    from app.operations.revoke import give_up_waiting
    from celery_worker.asking import empty_queue

    with open_application() as access:
        if queue not in (known := names(access.services.engine)):
            raise NotFound(f"there is no queue {queue!r}: the queues are {', '.join(known)}")
        with access.services.store.read() as tx:
            counted = [one for one in Figures(tx.session).queues() if one.queue == queue]
        waits = sum(one.waiting + one.postponed for one in counted)
        question = (
            f"Give up {plural(waits, 'job')} waiting in {queue}?"
            if give_up
            else (f"Remove the messages of {queue} from the broker? ({plural(waits, 'job')} stay due)")
        )
        if not yes and not typer.confirm(question):
            note("Nothing was changed.")
            raise typer.Exit(1)
        try:
            removed = empty_queue(access.settings, queue)
            say(f"{removed} messages removed from the broker")
        except BrokerUnavailable as error:
            note(f"No messages were removed: {error}", style="yellow")
        if give_up:
            number = give_up_waiting(access.services, queue, by=reviewer_name(reviewer), reason="purged")
            say(
                f"{plural(number, 'job')} given up; their submissions wait for a person: copydesk review list"
            )
        else:
            say(f"{plural(waits, 'job')} still due; the next sweep wakes workers for them")
