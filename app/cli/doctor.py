"""`copydesk doctor`: what is wrong with this installation, and how to fix it."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit_json, say
from app.cli.parameters import AsJson
from app.domain.errors import ConfigurationError
from app.reports.phrases import plural

MARKS = {"ok": "green", "warning": "yellow", "wrong": "red", "unknown": "yellow"}


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(
    *,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")] = False,
) -> None:
    """Check settings, Redis, database, disk, keys, TLS and workers; exit code 1 if something is wrong."""
    from app.config.settings import load_settings
    from app.observability.logs import configure_logs
    from app.operations.doctor import examine
    from app.operations.finding import Finding, State, exit_code, wrong
    from celery_worker.asking import count_workers
    from celery_worker.config import check_countdowns

    configure_logs(level="critical", log_format="console")
    try:
        settings = load_settings()
        check_countdowns(settings)
        found: list[Finding] = list(examine(settings, folder=Path.cwd(), count_workers=count_workers))
    except ConfigurationError as error:
        found = [
            wrong("settings", str(error), "fix it in the environment or in .env, then run the doctor again")
        ]
    if as_json:
        emit_json("copydesk.doctor/1", ok=exit_code(found) == 0, findings=found)
        raise typer.Exit(exit_code(found))
    for finding in found:
        if quiet and finding.state is State.OK:
            continue
        say(f"{finding.state.value:8}{finding.check:18} {finding.detail}", style=MARKS[finding.state.value])
        if finding.remedy and finding.state is not State.OK:
            say(f"{'':8}{'':18} fix: {finding.remedy}")
    number = sum(finding.state is State.WRONG for finding in found)
    warned = sum(finding.state is State.WARNING for finding in found)
    summary = f"{number} wrong" if number else "nothing is wrong"
    say(summary + (f", {plural(warned, 'warning')}" if warned else ""), style="red" if number else "green")
    raise typer.Exit(exit_code(found))
