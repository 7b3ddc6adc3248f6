"""`copydesk queues|pause|resume|purge`: how long they are, for how long it has waited, and their switches."""

from datetime import datetime
from typing import Annotated

import typer

from app.cli.console import emit_json, note, say, table
from app.cli.desk_access import open_application, reviewer_name
from app.cli.parameters import AsJson, Reviewer
from app.domain.errors import BrokerUnavailable

Queue = Annotated[str, typer.Argument(metavar="QUEUE", help="evaluation, rewrite or escalation.")]
Reason = Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why; others will read it.")]

Wait = Annotated[
    float, typer.Option("--wait", "-w", min=0, metavar="SECONDS", help="Wait so long for what runs to end.")
]


def register(app: typer.Typer) -> None:
    for command in (queues, pause, resume, purge):
        app.command()(command)


def age(seconds: float) -> str:
    """A span as people say it, in its largest unit or two."""
    whole = max(0, int(seconds))
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min" if whole < 172_800 else f"{whole // 86_400} days"


def queues(*, as_json: AsJson = False) -> None:
    """Show what waits, runs and gave up in each queue, by priority, and since when the oldest waits."""
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
    for name, told in switched.items():
        say(f"{name} is paused by {told['by']}: {told['reason'] or 'no reason given'}", style="yellow")
    if not found:
        note("Nothing waits, runs or has given up.")


def _since(oldest_at: datetime | None, now: datetime) -> str:
    return "" if oldest_at is None else age((now - oldest_at).total_seconds())


def pause(queue: Queue, *, reason: Reason = "", wait: Wait = 0, reviewer: Reviewer = None) -> None:
    """Begin nothing more of a queue, on any worker. What runs goes on; --wait for its end.

    Exit code: 0 paused, with --wait nothing of it runs any more; 1 some still runs when the time is over.
    """
    from app.jobs.queues import drain
    from app.jobs.queues import pause as switch

    with open_application() as access:
        switch(access.services.engine, queue, by=reviewer_name(reviewer), reason=reason)
        say(f"{queue} is paused; go on with: copydesk resume {queue}")
        if not wait:
            return
        left = drain(access.services.engine, queue, within_seconds=wait)
    if left:
        note(f"after {wait:g} s work of {queue} still runs ({left}): copydesk tasks active", style="yellow")
        raise typer.Exit(1)
    say(f"nothing of {queue} runs any more")


def resume(queue: Queue) -> None:
    """Go on with a paused queue."""
    from app.jobs.queues import resume as switch

    with open_application() as access:
        switch(access.services.engine, queue)
        access.settle()
    say(f"{queue} goes on")


def purge(
    queue: Queue,
    *,
    give_up: Annotated[
        bool,
        typer.Option("--give-up", help="Give up the waiting work too: a person decides on each submission."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    reviewer: Reviewer = None,
) -> None:
    """Empty a queue's messages in the broker. The work stays in the database and is rung for again.

    With --give-up the work that waits becomes dead letters, and its submissions go to people. No submission
    is ever removed.
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
        asked = (
            f"Give up {waits} pieces of work that wait in {queue}?"
            if give_up
            else (f"Remove the messages of {queue} from the broker? ({waits} pieces of work stay due)")
        )
        if not yes and not typer.confirm(asked):
            note("Nothing was changed.")
            raise typer.Exit(1)
        try:
            removed = empty_queue(access.settings, queue)
            say(f"{removed} messages removed from the broker")
        except BrokerUnavailable as error:
            note(f"No message was removed: {error}", style="yellow")
        if give_up:
            number = give_up_waiting(access.services, queue, by=reviewer_name(reviewer), reason="purged")
            say(
                f"{number} pieces of work given up; their submissions wait for a person: copydesk review list"
            )
        else:
            say(f"{waits} pieces of work are still due; the next sweep rings for them")
