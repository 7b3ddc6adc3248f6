"""The results of a run: the table, the accepted texts as files, the report page."""

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import STYLES, is_terminal, note, rich_console, table
from app.domain.errors import InvalidContent
from app.reports.phrases import score_text
from app.reports.printable import printable

if TYPE_CHECKING:
    from app.cli.intake import Article
    from app.domain.records import SubmissionDetail
    from app.reports.model import RunReport
    from app.workflow.output import Written


def print_results(report: "RunReport") -> None:
    """One line per article: state, scores before and after, cost, why. Unreadable files come last."""
    rows = [
        (
            article.path,
            article.state,
            score_text(article.original.measured),
            score_text(article.best.measured) if article.is_rewritten else "",
            f"${article.cost_usd:.2f}",
            article.why,
        )
        for article in report.articles
    ]
    rows += [(refused.path, "unreadable", "", "", "", refused.message) for refused in report.unreadable]
    heads = ("article", "state", "before", "after", "cost", "why")
    if is_terminal():
        _print_for_people(heads, rows)
    else:
        table(heads, rows, right={2, 3, 4})


def _print_for_people(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints the reason below its article, so that the table fits a terminal of any width."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", expand=True)
    for head in heads[:-1]:
        is_name = head == "article"
        shown.add_column(
            head, ratio=1 if is_name else None, no_wrap=not is_name, overflow="fold",
            justify="right" if head in {"before", "after", "cost"} else "left",
        )  # fmt: skip
    for path, state, *figures, why in rows:
        name = Text.assemble(Text(printable(path)), "\n", Text(printable(why), "dim"))
        shown.add_row(name, Text(state, STYLES.get(state, "")), *map(Text, figures))
    console = rich_console()
    console.soft_wrap = False
    console.print(shown)


def write_accepted(
    details: Iterable["SubmissionDetail"], *, articles: Mapping[str, "Article"], folder: Path | None
) -> list["Written"]:
    """Write accepted texts into `folder` by relative path, or over their originals if it is None.

    `articles` are the inputs by submission id. A text that cannot be written is reported on stderr, the
    others are still written, and InvalidContent is raised at the end.
    """
    from app.workflow.output import write_atomically

    inputs = {article.file.resolve() for article in articles.values() if article.file is not None}
    written: dict[Path, Written] = {}
    failed = 0
    for detail in details:
        article = articles.get(detail.submission.id)
        if article is None or detail.submission.accepted_revision_id is None:
            continue
        try:
            target = _target(article, folder, _suffix(article, detail), taken=written, inputs=inputs)
            data = _result_bytes(article, detail)
            written[target] = write_atomically(target, data, overwrite=True)
        except InvalidContent as error:
            failed += 1
            note(f"copydesk: {error}", style="red")
    if failed:
        raise InvalidContent(f"{failed} of the accepted texts could not be written: see the reasons above")
    return list(written.values())


def _result_bytes(article: "Article", detail: "SubmissionDetail") -> bytes:
    """The accepted text in the article's own format: a Word file gets it as tracked changes."""
    from app.workflow.output import TRACKED, delivered, tracked

    if article.document.container not in {"", TRACKED}:
        return article.data if detail.best.number == 0 else detail.best.source.encode()
    if not article.document.container:
        return delivered(detail, detail.best.source, original=article.document)
    result = tracked(detail.best, article.data, name=article.path)
    for sentence in result.left:
        note(f"{article.path}: {sentence}", style="yellow")
    return result.data


def _suffix(article: "Article", detail: "SubmissionDetail") -> str:
    """What a rewrite's name ends in where it cannot go back into its file."""
    from app.workflow.output import TRACKED

    return "" if article.document.container in {"", TRACKED} or detail.best.number == 0 else ".md"


def _target(
    article: "Article", folder: Path | None, suffix: str, *, taken: Container[Path], inputs: Container[Path]
) -> Path:
    """Raises InvalidContent for a file that must not be overwritten."""
    if folder is None and suffix:
        raise InvalidContent(f"{article.file} cannot be written over with Markdown: use --output FOLDER")
    if folder is None:
        if article.file is None:
            raise InvalidContent("standard input has no file to write to: use --output FOLDER")
        if _bytes_of(article.file) != article.data:
            raise InvalidContent(f"{article.file} has changed since it was submitted: it is left as it is")
        return article.file
    from app.workflow.output import destination

    target = destination(folder, article.relative_path + suffix)
    if target.resolve() in inputs:
        raise InvalidContent(f"{target} is an original: to overwrite originals, use --in-place")
    if target in taken:
        raise InvalidContent(
            f"{target}: two accepted articles have this name; name their common folder instead"
        )
    return target


def _bytes_of(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def write_report(report: "RunReport", target: Path) -> Path:
    """Write the run's HTML page; an older file at the same path is replaced."""
    from app.reports.page import render_report
    from app.workflow.output import write_atomically

    return write_atomically(target, render_report(report).encode(), overwrite=True).path.resolve()
