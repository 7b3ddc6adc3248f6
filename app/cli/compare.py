"""`copydesk compare`: did the facts survive a rewrite, whoever wrote it? No database, no model."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import note

if TYPE_CHECKING:
    from app.domain.content import Document
    from app.reports.comparison import Comparison

BROKEN, DOUBTED, UNREADABLE = 1, 2, 3


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"


def register(app: typer.Typer) -> None:
    app.command()(compare)


def compare(
    original: Annotated[Path, typer.Argument(metavar="ORIGINAL", help="The text as it was.")],
    rewritten: Annotated[Path, typer.Argument(metavar="REWRITTEN", help="The text as it is now.")],
    *,
    output_format: Annotated[
        Format,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="text, json, sarif or html.", case_sensitive=False
        ),
    ] = Format.TEXT,
    source: Annotated[
        list[Path] | None,
        typer.Option(
            "--source",
            metavar="FILE",
            help="A text that explains what is new: an interview, a report. May be repeated.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="A doubt fails too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Compare the facts of two texts: what is broken, and what a person should look at.

    Exit code: 0 nothing is broken, 1 something is, 2 there is a doubt and --strict was given (or an option
    is wrong), 3 a text could not be read.
    """
    from app.reports.comparison import compare as compared

    one, other, *supplied = _read([original, rewritten, *(source or ())])
    result = compared(one, other, sources=[document.visible_text for document in supplied])
    for line in result.notes:
        note(f"copydesk: {line}", style="yellow")
    _print(result, Format.JSON if as_json else output_format)
    if result.facts.broken:
        raise typer.Exit(BROKEN)
    if strict and result.doubts:
        raise typer.Exit(DOUBTED)


def _read(files: list[Path]) -> list["Document"]:
    from app.cli.documents import one_document
    from app.config.settings import load_settings
    from app.domain.errors import InvalidContent

    max_bytes = load_settings(stores=False).max_content_bytes
    try:
        return [one_document(file, max_bytes=max_bytes) for file in files]
    except InvalidContent as error:
        note(f"copydesk: {error}", style="red")
        raise typer.Exit(UNREADABLE) from error


def _print(result: "Comparison", output_format: Format) -> None:
    from importlib.metadata import version

    match output_format:
        case Format.TEXT:
            _print_text(result)
        case Format.JSON:
            from app.cli.console import print_json

            print_json(result.to_document())
        case Format.SARIF:
            from app.cli.compare_findings import compared_findings
            from app.cli.console import print_json
            from app.lint.sarif import to_sarif

            print_json(to_sarif(compared_findings(result), checks=(), version=version("copydesk")))
        case Format.HTML:
            from app.reports.page import render_comparison

            typer.echo(render_comparison(result, version=version("copydesk")))


def _print_text(result: "Comparison") -> None:
    """For each difference its place and its sentence, then what was and what is now; a summary on stderr."""
    from app.cli.console import say
    from app.domain.labels import FACT_OUTCOMES

    for doubt in result.doubts:
        document = result.original if doubt.is_in_original else result.rewritten
        line, column = (1, 1) if doubt.place is None else (doubt.place.line, doubt.place.column)
        found = doubt.difference
        say(f"{document.path}:{line}:{column}: {FACT_OUTCOMES[found.outcome]}: {found.message} [{doubt.key}]")
        if doubt.was is not None:
            say(f"    was: {doubt.was.text}")
        if doubt.now is not None:
            say(f"    now: {doubt.now.text}")
    note(result.summary)
