"""`copydesk calibrate`: where the detector's line would be if it were drawn on your own people's texts."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit_json, say
from app.cli.parameters import AsJson, ConfigFile

if TYPE_CHECKING:
    from app.domain.policy import DetectorLine


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
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what would change if the detector's threshold were chosen on your own human texts.

    Prints the lines that make it so in `copydesk.toml`; nothing is written.
    """
    from app.cli.documents import documents
    from app.cli.intake import policy_of
    from app.config.settings import load_settings
    from app.evaluation.detectors.copydesk import build_shipped
    from app.evaluation.detectors.copydesk.calibrate import recalibrate

    settings = load_settings()
    detector = build_shipped()
    drawn = policy_of(None, config=config).detectors.line
    if drawn.weights == detector.info.version:
        detector = detector.with_line(rate=drawn.rate, shift=drawn.shift)
    report = recalibrate(detector, documents(files, max_bytes=settings.max_content_bytes), rate=rate)
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
    for path in report.would_change:
        say(f"  would change: {path}")
    say(report.guarantee)
    say("to make it so, put this into copydesk.toml:")
    say("")
    for line in as_toml(report.line):
        say(line)


def as_toml(line: "DetectorLine") -> tuple[str, ...]:
    """The table of a policy that draws this line."""
    return (
        "[detectors.line]",
        f'weights = "{line.weights}"',
        f"shift = {line.shift:.4f}",
        f"rate = {line.rate:g}",
    )
