"""`copydesk logs level`: change how much workers log while they run."""

import logging
from typing import Annotated

import typer

from app.cli.console import say
from app.cli.desk_access import open_application

LEVELS = ("debug", "info", "warning", "error")

app = typer.Typer(no_args_is_help=True)


@app.callback()
def logs() -> None:
    """What workers log."""


@app.command()
def level(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[LEVEL]", help="debug, info, warning, error, or own.", show_default=False),
    ] = None,
) -> None:
    """Set the log level of every running worker process; `own` returns each to its LOG_LEVEL.

    Without a level, prints the one in force. Each process applies it with its next heartbeat.
    """
    from app.db.read_models.stats import Figures

    if name is not None and name not in {*LEVELS, "own"}:
        raise typer.BadParameter(f"use one of {', '.join(LEVELS)} or own", param_hint="LEVEL")
    with open_application() as access:
        if name is None:
            with access.services.store.read() as tx:
                current = Figures(tx.session).log_level()
            say("each has its own LOG_LEVEL" if current is None else logging.getLevelName(current).lower())
            return
        number = 0 if name == "own" else logging.getLevelNamesMapping()[name.upper()]
        with access.services.store.transaction() as tx:
            Figures(tx.session).set_log_level(number, access.services.clock.now())
        seconds = access.settings.heartbeat_seconds
    say(f"workers log at {name} within {seconds:g} s of their next job")
