"""`copydesk show`: one submission with its revisions, scores, reasons and history."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit_json, is_terminal, note, rich_console, say, say_block, table
from app.cli.desk_access import open_application
from app.cli.parameters import AsJson
from app.domain.errors import NotFound
from app.domain.labels import OPINIONS
from app.reports.difference import Kind, shown_difference
from app.reports.phrases import plural, score_text
from app.reports.printable import printable_block, shortened

if TYPE_CHECKING:
    from app.domain.records import OriginalFile, RevisionRecord, SubmissionDetail
    from app.reports.model import ArticleReport, RevisionReport

MOST_FINDINGS = 25
STYLES = {
    Kind.REMOVED: "red strike",
    Kind.ADDED: "green underline",
    Kind.MOVED_AWAY: "blue strike",
    Kind.MOVED_HERE: "blue underline",
    Kind.FOLDED: "dim",
}
MARKS = {
    Kind.REMOVED: ("[-", "-]"),
    Kind.MOVED_AWAY: ("[-", "-]"),
    Kind.ADDED: ("{+", "+}"),
    Kind.MOVED_HERE: ("{+", "+}"),
    Kind.FOLDED: ("\n... ", " ...\n"),
}
"""The marks of `wdiff`, for output without colours."""


def register(app: typer.Typer) -> None:
    app.command()(show)


def show(
    submission_id: Annotated[str, typer.Argument(metavar="SUBMISSION", help="An id from `copydesk status`.")],
    *,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show how the best text differs from the original.")
    ] = False,
    events: Annotated[bool, typer.Option("--events", help="Show the whole history.")] = False,
    revision: Annotated[
        int | None,
        typer.Option("--text", metavar="N", help="Print the text of revision N (0 is the original)."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="With --text: write it to this file as it is delivered; a Word file with tracked changes.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show one submission: revisions with scores, findings, rewrites, questions and decisions."""
    with open_application() as access:
        detail = access.desk.show(submission_id)
        original = None if output is None else access.desk.original(submission_id)
    if revision is not None:
        _print_text(detail, revision, output, original)
    elif as_json:
        emit_json("copydesk.show/1", submission=detail)
    else:
        print_detail(detail, with_events=events)
        if diff:
            say()
            print_difference(detail.original.source, detail.best.source)


def _print_text(
    detail: "SubmissionDetail", number: int, output: Path | None, original: "OriginalFile | None"
) -> None:
    wanted = revision_of(detail, number)
    if output is None:
        say_block(wanted.source)
        return
    from app.workflow.output import delivered, returned, write_atomically

    if original is None:
        data = delivered(detail, wanted.source)
    else:
        result = returned(wanted, original, name=detail.submission.path)
        data, output = result.data, output.with_name(output.name + result.suffix)
        for sentence in result.left:
            note(f"{detail.submission.path}: {sentence}", style="yellow")
    write_atomically(output, data, overwrite=False)
    note(f"wrote revision {number} to {output}")


def revision_of(detail: "SubmissionDetail", number: int) -> "RevisionRecord":
    """Raises NotFound, naming the existing numbers."""
    found = next((one for one in detail.revisions if one.number == number), None)
    if found is None:
        known = ", ".join(str(one.number) for one in detail.revisions)
        raise NotFound(f"submission {detail.submission.id} has no revision {number}: it has {known}")
    return found


def print_detail(detail: "SubmissionDetail", *, with_events: bool = False) -> None:
    from app.reports.build import article_report

    article = article_report(detail)
    submission = detail.submission
    say(article.title or article.path, style="bold")
    for name, value in (
        ("article", article.path),
        ("submission", f"{submission.id} (run {submission.run_id or 'none'})"),
        ("state", f"{article.state}: {article.why}"),
        ("policy", f"profile {submission.policy.profile}, version {submission.policy.version}"),
        ("cost", f"${article.cost_usd:.4f}"),
    ):
        say(f"{name:12}{value}")
    say()
    table(
        ("revision", "origin", "by", "words", "AEO", "verdict", "id"),
        map(_revision_row, article.revisions),
        right={0, 3, 4},
    )
    for reason in article.best.reasons:
        say(f"- {reason.message}" + ("" if reason.is_required else " (recommended)"))
    _print_opinions(article.best)
    _print_findings(article.best)
    _print_cycles_and_cases(article, detail)
    if with_events:
        say()
        for event in article.timeline:
            say(
                f"{event.when:%Y-%m-%d %H:%M:%S}  {event.what}" + (f" ({event.actor})" if event.actor else "")
            )


def _revision_row(revision: "RevisionReport") -> tuple[str, ...]:
    outcome = revision.outcome.value if revision.outcome is not None else "not evaluated"
    return (
        str(revision.number), revision.origin.value, revision.author, str(revision.words),
        score_text(revision.measured), outcome, revision.id,
    )  # fmt: skip


def _print_opinions(revision: "RevisionReport") -> None:
    from app.domain.scores import Abstained

    for score in revision.detectors:
        if isinstance(score, Abstained):
            say(f"- {score.detector} abstained: {score.reason}")
        else:
            say(
                f"- {score.detector}: {OPINIONS[score.label]}, {score.probability:.0%} machine, "
                f"{score.confidence} confidence (evidence, not proof)"
            )


def _print_findings(revision: "RevisionReport") -> None:
    if not revision.findings:
        return
    say()
    table(
        ("line", "severity", "check", "evidence", "finding"),
        (
            (
                f"{one.line}:{one.column}",
                one.severity.value,
                one.check_id,
                one.evidence.value,
                shortened(one.message, 100),
            )
            for one in revision.findings[:MOST_FINDINGS]
        ),
    )
    more = len(revision.findings) - MOST_FINDINGS
    if more > 0:
        say(f"and {plural(more, 'more finding')}: `--json` has all of them")


def _print_cycles_and_cases(article: "ArticleReport", detail: "SubmissionDetail") -> None:
    from app.cli.show_facts import print_facts

    for cycle, record in zip(article.cycles, detail.cycles, strict=True):
        say()
        say(f"rewrite {cycle.number} by {cycle.model or 'no model'}: {cycle.outcome}, ${cycle.cost_usd:.4f}")
        if cycle.facts is not None:
            print_facts(detail, record, cycle.facts.summary)
        for reason in cycle.reasons:
            say(f"  - {reason}")
    for case in article.cases:
        say()
        say(f"escalation {case.id} ({case.priority.label}): {case.reason}", style="yellow")
        say(f"  {case.message}")
        say(
            f"  {case.decision}"
            if case.decision
            else f"  decide with `copydesk review approve|reject|edit|rewrite {case.id}`"
        )


def print_difference(before: str, after: str) -> None:
    """Word by word: in colour on a terminal, in wdiff's marks elsewhere."""
    if before == after:
        say("The best text is the original: there are no differences.")
        return
    segments = shown_difference(before.replace("\r\n", "\n"), after.replace("\r\n", "\n"))
    if not is_terminal():
        say_block(
            "".join(
                f"{MARKS.get(s.kind, ('', ''))[0]}{s.text}{MARKS.get(s.kind, ('', ''))[1]}" for s in segments
            )
        )
        return
    from rich.text import Text

    text = Text()
    for segment in segments:
        shown = (
            f"\n··· {segment.text} ···\n" if segment.kind is Kind.FOLDED else printable_block(segment.text)
        )
        text.append(shown, STYLES.get(segment.kind, ""))
    console = rich_console()
    console.soft_wrap = False
    console.print(text)
