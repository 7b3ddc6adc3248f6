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
    desk: Annotated[
        bool | None,
        typer.Option(
            "--desk/--no-desk",
            help="Also serve the web page. Default: yes, unless --queue is given.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Start the broker, a worker per queue, beat and the desk's web page; stop them all with Ctrl-C."""
    from app.config.settings import load_settings
    from app.embedded.lock import StateLock
    from app.embedded.output import Terminal
    from app.embedded.specs import QUEUES
    from app.embedded.supervisor import Pipeline, run_until_stopped
    from app.web.serve import listen

    settings = load_settings()
    with_desk = not queues if desk is None else desk
    output = Terminal(sys.stdout)
    pipeline = Pipeline(settings, queues=queues or QUEUES, with_desk=with_desk, output=output)
    with StateLock(settings.state_dir):  # a running pipeline is reported before its occupied port
        if with_desk:
            listen(settings.web_host, settings.web_port).close()  # fail now, not in a child process
    raise typer.Exit(run_until_stopped(pipeline))
