"""`copydesk word text|track`: a Word file as Markdown, and a rewrite of it as tracked changes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit_json, note
from app.cli.parameters import AsJson
from app.domain.errors import InvalidContent

if TYPE_CHECKING:
    from app.content.docx.track import Tracked

app = typer.Typer(no_args_is_help=True)
AUTHOR = "Copydesk"
LEFT = 1

WordFile = Annotated[Path, typer.Argument(metavar="ORIGINAL.docx", help="The author's own file.")]


@app.command()
def text(file: WordFile) -> None:
    """Print a Word file's text as Markdown: what `copydesk check` judges, and what a rewrite starts from."""
    from app.content.docx.reader import read_docx

    reading = read_docx(_bytes_of(file), name=str(file))
    for problem in reading.problems:
        note(f"copydesk: {file}: {problem.message}", style="yellow")
    sys.stdout.write(reading.text + "\n")


@app.command()
def track(
    original: WordFile,
    rewritten: Annotated[
        Path, typer.Argument(metavar="REWRITTEN", help="Its Markdown, rewritten; or another Word file.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")],
    author: Annotated[str, typer.Option("--author", metavar="NAME", help="Whose changes they are.")] = AUTHOR,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also for a signed file, or one protected against editing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write ORIGINAL.docx with the rewrite as tracked changes: everything else in the file stays as it was.

    Exit code: 0 everything is in the file, 1 some passages could not be written and are listed, 2 a file
    cannot be read or an option is wrong.
    """
    from app.cli.documents import one_document
    from app.config.settings import load_settings
    from app.content.docx.track import track as tracked_changes
    from app.platform.clock import SystemClock
    from app.workflow.output import write_atomically

    if output.resolve() in {original.resolve(), rewritten.resolve()}:
        raise InvalidContent(f"{output} is one of the two inputs: choose another name")
    new = one_document(rewritten, max_bytes=load_settings().max_content_bytes).source
    made = tracked_changes(
        _bytes_of(original), new, name=str(original), author=author, now=SystemClock().now(), anyway=anyway
    )
    write_atomically(output, made.data, overwrite=False)
    if as_json:
        emit_json("copydesk.track/1", output=str(output), changed=made.changed, left=made.left)
    else:
        report_tracked(str(output), made)
    raise typer.Exit(LEFT if made.left else 0)


def report_tracked(name: str, made: "Tracked") -> None:
    """What is in the file now, and what is not, on stderr."""
    from app.reports.phrases import plural

    note(f"wrote {name} with tracked changes in {plural(len(made.changed), 'paragraph')}")
    for left in made.left:
        note(f"copydesk: {name}, {left.label}: not changed: {left.reason}", style="yellow")


def _bytes_of(file: Path) -> bytes:
    from app.config.settings import load_settings

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InvalidContent(f"{file} cannot be read: {error.strerror or error}") from error
    most = load_settings().max_content_bytes
    if len(data) > most:
        raise InvalidContent(f"{file} has {len(data):,} bytes; the limit is {most:,}")
    return data
