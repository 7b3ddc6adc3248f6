"""`copydesk up`: the whole pipeline in the foreground."""

import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(up)


def up(
    *,
    queues: Annotated[
        list[str] | None,
        typer.Option(
            "--queue",
            metavar="NAME",
            help="Only this queue's worker (again for several): evaluation, rewrite, escalation, celery.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Start broker, a worker per queue and beat; stop them all with Ctrl-C."""
    from app.embedded.output import Terminal
    from app.embedded.specs import QUEUES
    from app.embedded.supervisor import Pipeline, run_until_stopped
    from app.settings import load_settings

    output = Terminal(sys.stdout)
    pipeline = Pipeline(load_settings(), queues=queues or QUEUES, output=output)
    raise typer.Exit(run_until_stopped(pipeline))
