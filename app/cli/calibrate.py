"""`copydesk calibrate`: where the detector's threshold would be if it were set on your own writers' texts."""

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
        list[str], typer.Argument(metavar="FILES...", help="Texts written by people: files, folders, globs.")
    ],
    *,
    rate: Annotated[
        float,
        typer.Option(
            "--rate",
            metavar="SHARE",
            min=0.0001,
            max=0.5,
            help="The share of human texts that may be labelled ai.",
        ),
    ] = 0.01,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what would change if the detector's threshold were set on your own human texts.

    Prints the lines to put into `copydesk.toml`; no file is changed.
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
        f", {report.left_out} left out (too short, or in an unsupported language)" if report.left_out else ""
    )
    say(f"{report.texts} human texts judged{left_out}")
    say(f"labelled machine-written now:        {report.flagged_now}")
    say(f"labelled machine-written afterwards: {report.flagged_after}")
    fewer = "fewer" if report.shift > 0 else "more"
    say(f"the threshold would move by {report.shift:+.2f} log-odds: {fewer} texts would be labelled so")
    for path in report.would_change:
        say(f"  would change: {path}")
    say(report.guarantee)
    say("to apply this, put these lines into copydesk.toml:")
    say("")
    for line in as_toml(report.line):
        say(line)


def as_toml(line: "DetectorLine") -> tuple[str, ...]:
    """The table of a policy that sets this threshold."""
    return (
        "[detectors.line]",
        f'weights = "{line.weights}"',
        f"shift = {line.shift:.4f}",
        f"rate = {line.rate:g}",
    )
