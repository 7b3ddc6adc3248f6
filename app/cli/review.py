"""`copydesk review list|show|approve|reject|edit|rewrite`: a person decides from the terminal."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit_json, is_terminal, note, say, table
from app.cli.desk_access import Access, open_application, reviewer_name
from app.cli.parameters import AsJson, Limit, NoBroker, Reviewer
from app.cli.show import print_detail, print_difference, revision_of
from app.domain.errors import InvalidContent
from app.domain.review import DecisionKind
from app.reports.printable import shortened

if TYPE_CHECKING:
    from app.domain.records import SubmissionDetail

app = typer.Typer(no_args_is_help=True)

Case = Annotated[
    str, typer.Argument(metavar="ESCALATION", help="An id from `review list`, or the id of its submission.")
]
Reason = Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why; kept with the decision.")]


@app.command("list")
def list_(*, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the cases that wait for a person: the most urgent first, then the oldest."""
    with open_application() as access:
        waiting = access.desk.waiting(limit)
        paths = {case.submission_id: access.desk.submission(case.submission_id).path for case in waiting}
    if as_json:
        emit_json("copydesk.review-list/1", escalations=waiting, paths=paths)
        return
    now = datetime.now(UTC)
    table(
        ("escalation", "priority", "waits", "article", "reason", "message"),
        (
            (
                case.id,
                case.priority.label,
                _age((now - case.opened_at).total_seconds()),
                paths[case.submission_id],
                case.reason.value,
                shortened(case.message, 80),
            )
            for case in waiting
        ),
    )
    if not waiting:
        note("No case is waiting for a person.")


def _age(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(int(seconds), 0)} s"


@app.command()
def show(case: Case, *, as_json: AsJson = False) -> None:
    """Show one case: the question, the scores with reasons, the history, the difference."""
    with open_application() as access:
        escalation = access.desk.escalation(case)
        detail = access.desk.show(escalation.submission_id)
    if as_json:
        emit_json("copydesk.review/1", escalation=escalation, submission=detail)
        return
    print_detail(detail, with_events=True)
    if len(detail.revisions) > 1:
        say()
        print_difference(detail.original.source, detail.best.source)


@app.command()
def approve(
    case: Case,
    *,
    revision: Annotated[
        int | None,
        typer.Option(
            "--revision", metavar="N", help="This revision instead of the best one (0 is the original)."
        ),
    ] = None,
    reason: Reason = "",
    reviewer: Reviewer = None,
) -> None:
    """Accept the text as it is."""
    with open_application() as access:
        escalation = access.desk.escalation(case)
        detail = access.desk.show(escalation.submission_id)
        chosen = detail.best if revision is None else revision_of(detail, revision)
        _decide(access, escalation.id, DecisionKind.APPROVE, reviewer, reason=reason, revision_id=chosen.id)
        say(f"approved revision {chosen.number} of {detail.submission.path}")


@app.command()
def reject(
    case: Case,
    *,
    reason: Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why; the author will ask.")],
    reviewer: Reviewer = None,
) -> None:
    """Reject the text for good. A reason is required."""
    with open_application() as access:
        escalation = access.desk.escalation(case)
        _decide(access, escalation.id, DecisionKind.REJECT, reviewer, reason=reason)
        say(f"rejected {access.desk.submission(escalation.submission_id).path}")


@app.command()
def edit(
    case: Case,
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            "-f",
            metavar="FILE",
            help="The edited text. Without it, your editor opens with the best revision.",
        ),
    ] = None,
    reason: Reason = "",
    reviewer: Reviewer = None,
    no_broker: NoBroker = False,
) -> None:
    """Replace the text with your own. It is evaluated again before it is accepted."""
    with open_application(no_broker=no_broker) as access:
        escalation = access.desk.escalation(case)
        detail = access.desk.show(escalation.submission_id)
        text = _text_of(file, access) if file is not None else _edited(detail)
        if text == detail.best.source:
            note("The text is unchanged, so nothing was decided. To accept it as it is: `review approve`.")
            raise typer.Exit(1)
        _decide(
            access,
            escalation.id,
            DecisionKind.EDIT,
            reviewer,
            reason=reason,
            text=text,
            revision_id=detail.best.id,
        )
        access.settle()
        say(f"edited {detail.submission.path}: {access.desk.submission(detail.submission.id).status}")


@app.command()
def rewrite(
    case: Case,
    *,
    instructions: Annotated[
        str, typer.Option("--instructions", "-i", metavar="TEXT", help="What the next rewrite should do.")
    ],
    reason: Reason = "",
    reviewer: Reviewer = None,
    no_broker: NoBroker = False,
) -> None:
    """Send the text back for another rewrite, with your instructions."""
    with open_application(no_broker=no_broker) as access:
        escalation = access.desk.escalation(case)
        _decide(
            access, escalation.id, DecisionKind.REWRITE, reviewer, reason=reason, instructions=instructions
        )
        access.settle()
        submission = access.desk.submission(escalation.submission_id)
        say(f"sent back {submission.path}: {submission.status}")


def _decide(
    access: Access,
    escalation_id: str,
    kind: DecisionKind,
    reviewer: str | None,
    *,
    reason: str,
    revision_id: str | None = None,
    text: str | None = None,
    instructions: str = "",
) -> None:
    from app.escalation.decide import Decision

    access.desk.decide(
        escalation_id,
        Decision(
            kind=kind,
            reviewer=reviewer_name(reviewer),
            reason=reason,
            revision_id=revision_id,
            text=text,
            instructions=instructions,
        ),
    )


def _text_of(file: Path, access: Access) -> str:
    """The edited file's text, read by the same rules as any article."""
    from app.content import read_document

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InvalidContent(f"{file} cannot be read: {error.strerror}") from error
    return read_document(data, path=str(file), max_bytes=access.settings.max_content_bytes).source


def _edited(detail: "SubmissionDetail") -> str:
    if not is_terminal():
        raise InvalidContent("an edit without a terminal needs the edited text: --file FILE")
    from click import edit as open_editor

    suffix = Path(detail.submission.path).suffix or ".md"
    changed = open_editor(detail.best.source, extension=suffix)
    return detail.best.source if changed is None else changed
