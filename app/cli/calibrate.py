"""`copydesk calibrate`: where the detector's line would be if it were drawn on your own people's texts."""

from typing import Annotated

import typer

from app.cli.console import emit_json, say
from app.cli.parameters import AsJson


def register(app: typer.Typer) -> None:
    app.command()(calibrate)


def calibrate(
    files: Annotated[
        list[str], typer.Argument(metavar="FILES...", help="Texts that people wrote: files, folders, globs.")
    ],
    *,
    rate: Annotated[
        float,
        typer.Option(
            "--rate",
            metavar="SHARE",
            min=0.0001,
            max=0.5,
            help="The share of human texts that may be called ai.",
        ),
    ] = 0.01,
    as_json: AsJson = False,
) -> None:
    """Show what would change if the detector's threshold were chosen on your own human texts."""
    from app.cli.documents import documents
    from app.evaluation.detectors.copydesk import build
    from app.evaluation.detectors.copydesk.calibrate import recalibrate
    from app.settings import load_settings

    settings = load_settings()
    report = recalibrate(build(), documents(files, max_bytes=settings.max_content_bytes), rate=rate)
    if as_json:
        emit_json("copydesk.calibrate/1", report=report, guarantee=report.guarantee)
        return
    left_out = (
        f", {report.left_out} left out (too short, or in a language it does not know)"
        if report.left_out
        else ""
    )
    say(f"{report.texts} human texts judged{left_out}")
    say(f"called machine-written now:        {report.flagged_now}")
    say(f"called machine-written afterwards: {report.flagged_after}")
    fewer = "fewer" if report.shift > 0 else "more"
    say(f"the threshold would move by {report.shift:+.2f} log-odds: {fewer} texts would be called so")
    say(report.guarantee)
    for path in report.would_change:
        say(f"  would change: {path}")
