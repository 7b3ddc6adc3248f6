"""`copydesk text` and `copydesk track`: a Word file as Markdown, and a rewrite back into the file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit_json, is_terminal, note, say, say_block
from app.cli.parameters import AsJson
from app.domain.content import ContentFormat
from app.domain.errors import InvalidContent
from app.reports.phrases import plural

LEFT = 1


def register(app: typer.Typer) -> None:
    app.command()(text)
    app.command()(track)


def text(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An article, such as a Word file.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print the text that is judged and rewritten: of a Word file, its canonical Markdown."""
    from app.cli.documents import one_document
    from app.config.settings import load_settings

    document = one_document(file, max_bytes=load_settings(stores=False).max_content_bytes)
    if as_json:
        emit_json(
            "copydesk.text/1",
            path=str(file),
            format=document.format,
            container=document.container,
            text=document.source,
            places=document.places,
            furniture=document.furniture,
            problems=document.problems,
        )
        return
    for problem in document.problems:
        note(f"copydesk: {file}: {problem.message}", style="yellow")
    if is_terminal():
        say_block(document.source)
    else:
        sys.stdout.write(document.source)


def track(
    original: Annotated[Path, typer.Argument(metavar="ORIGINAL", help="The author's Word file.")],
    rewritten: Annotated[
        Path, typer.Argument(metavar="REWRITTEN", help="The rewrite: Markdown, or another Word file.")
    ],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the file with the changes goes.")
    ],
    author: Annotated[
        str | None,
        typer.Option(
            "--author",
            metavar="NAME",
            help="Who is named as the author of the changes. Default: Copydesk.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Write a copy of a protected or signed file, and over an existing output."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a rewrite of a Word file back into it as tracked changes, each to accept or to reject.

    Exit code: 0 everything is in the file, 1 some paragraphs are left as they are, 2 nothing was written.
    """
    from app.cli.documents import one_document
    from app.config.settings import load_settings
    from app.content.docx.tracked.writer import AUTHOR, iso
    from app.content.docx.tracked.writer import track as tracked
    from app.platform.clock import SystemClock
    from app.workflow.output import write_atomically

    most = load_settings(stores=False).max_content_bytes
    if not one_document(original, max_bytes=most).container:
        raise InvalidContent(f"{original} is no Word file: a rewrite of a text file needs no tracked changes")
    if output.exists() and output.samefile(original):
        raise InvalidContent(f"{output} is the original: choose another name")
    wanted = one_document(rewritten, max_bytes=most)
    if wanted.format not in {ContentFormat.MARKDOWN, ContentFormat.TEXT}:
        raise InvalidContent(f"{rewritten} is {wanted.format}: write the rewrite as Markdown")
    start = 0 if wanted.front_matter_span is None else wanted.front_matter_span.end
    result = tracked(
        original.read_bytes(),
        wanted.source[start:],
        name=str(original),
        author=author or AUTHOR,
        date=iso(SystemClock().now()),
        force=force,
    )
    written = write_atomically(output, result.data, overwrite=force)
    if as_json:
        emit_json("copydesk.track/1", path=str(written.path), changed=result.changed, left=result.left)
    else:
        note(f"wrote {written.path}: {plural(result.changed, 'paragraph')} with tracked changes")
        for sentence in result.left:
            say(f"{original}: {sentence}")
    raise typer.Exit(LEFT if result.left else 0)
