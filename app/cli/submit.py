"""`copydesk submit` and `copydesk run`: submit articles to the pipeline, and show their results."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit_json, note, progress, say
from app.cli.desk_access import Access, open_application
from app.cli.following import follow, watching
from app.cli.intake import Article, gather
from app.cli.parameters import (
    AsJson,
    ConfigFile,
    NoBroker,
    PriorityOption,
    Providers,
    parse_priority,
)
from app.cli.results import print_results, write_accepted, write_report
from app.domain.errors import ConfigurationError, InvalidContent
from app.domain.labels import STATES
from app.domain.policy import asking
from app.domain.priority import Priority
from app.reports.model import Unreadable
from app.reports.phrases import plural
from app.reports.printable import printable

if TYPE_CHECKING:
    from app.domain.records import SubmissionDetail
    from app.reports.model import RunReport

Files = Annotated[
    list[str], typer.Argument(metavar="FILES...", help="Files, folders, globs, or - for standard input.")
]


def register(app: typer.Typer) -> None:
    app.command()(submit)
    app.command()(run)


def submit(
    files: Files,
    *,
    priority: PriorityOption = "normal",
    config: ConfigFile = None,
    provider: Providers = None,
    external_id: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="ID", help="Your own id for the article, if its path is not its identity."
        ),
    ] = None,
    ask: Annotated[
        bool,
        typer.Option("--ask", help="Have a person review them, even if they meet every goal."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Submit articles to the pipeline and return at once. Submitting the same text again has no effect."""
    with open_application() as access:
        taken, refused = take_in(
            access,
            files,
            run_id="",
            priority=parse_priority(priority),
            config=config,
            providers=provider or (),
            external_id=external_id,
            ask=ask,
        )
        access.settle()
    if as_json:
        emit_json(
            "copydesk.submit/1",
            submissions=[{"id": one, "path": article.path} for one, article in taken.items()],
            unreadable=refused,
        )
    else:
        for submission_id, article in taken.items():
            say(f"{submission_id}  {article.path}")
    raise typer.Exit(2 if refused else 0)


def run(
    files: Files,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Write accepted texts here, under their relative paths."
        ),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Write accepted texts over their originals.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write the run as a self-contained HTML page."),
    ] = None,
    priority: PriorityOption = "normal",
    config: ConfigFile = None,
    provider: Providers = None,
    no_broker: NoBroker = False,
    as_json: AsJson = False,
) -> None:
    """Submit articles, wait until each is accepted, rejected or escalated, and write the accepted texts.

    Exit code: 0 all accepted, 1 some are escalated or rejected, 2 some input could not be read.
    """
    if in_place and output is not None:
        raise ConfigurationError("--in-place and --output are mutually exclusive: choose one")
    with open_application(no_broker=no_broker) as access:
        run_id, started_at = new_run(access)
        taken, refused = take_in(
            access,
            files,
            run_id=run_id,
            priority=parse_priority(priority),
            config=config,
            providers=provider or (),
        )
        if taken:
            work_off(access, run_id, total=len(taken))
        pipeline = "one process, no broker" if access.in_process else ""
        finished, details = finish(
            access, run_id, started_at, refused, title="Copydesk run", pipeline=pipeline
        )
    show_run(finished, as_json=as_json, run_id=run_id)
    if output is not None or in_place:
        written = write_accepted(details, articles=taken, folder=output)
        changed = sum(one.is_changed for one in written)
        note(f"wrote {plural(changed, 'file')}" + (f" into {output}" if output is not None else " in place"))
    if report is not None:
        note(f"report: {write_report(finished, report)}")
    raise typer.Exit(exit_code(finished))


def new_run(access: Access) -> tuple[str, datetime]:
    from app.platform.clock import fresh_id

    clock = access.services.clock
    return fresh_id(clock), clock.now()


def take_in(
    access: Access,
    files: list[str],
    *,
    run_id: str,
    priority: Priority,
    config: Path | None = None,
    providers: Sequence[str] = (),
    external_id: str | None = None,
    ask: bool = False,
) -> tuple[dict[str, Article], list[Unreadable]]:
    """Submit every readable article; each unreadable one is reported on stderr."""
    taken: dict[str, Article] = {}
    refused: list[Unreadable] = []
    most = access.settings.max_content_bytes
    found = list(gather(files, max_bytes=most, config=config, providers=providers))
    if external_id is not None and len(found) != 1:
        raise ConfigurationError(f"--id names one article, and {len(found)} were found")
    with progress(len(found), what="submitting") as advance:
        for one in found:
            if isinstance(one, Unreadable):
                note(f"copydesk: {one.message}", style="red")
                refused.append(one)
            else:
                try:
                    submitted = access.desk.submit(
                        one.data, path=one.path, policy=asking(one.policy) if ask else one.policy,
                        priority=priority, run_id=run_id, external_id=external_id,
                    )  # fmt: skip
                except InvalidContent as error:
                    note(f"copydesk: {error}", style="red")
                    refused.append(Unreadable(printable(one.path), str(error)))
                else:
                    taken[submitted.submission_id] = one
            advance()
    return taken, refused


def work_off(access: Access, run_id: str, *, total: int) -> None:
    if not access.in_process:
        access.settle(waits=True)
        follow(access.desk, run_id, total=total)
        return
    from app.workflow.inline import drain

    with watching(total) as view:

        def look() -> bool:
            view.update(access.desk.run(run_id))
            return False

        drain(access.services, is_enough=look)


def finish(
    access: Access,
    run_id: str,
    started_at: datetime,
    refused: list[Unreadable],
    *,
    title: str,
    pipeline: str,
) -> tuple["RunReport", list["SubmissionDetail"]]:
    """The run as a report, with the stored records that it was built from."""
    from importlib.metadata import version

    from app.reports.build import run_report

    details = [access.desk.show(one.id) for one in access.desk.run(run_id)]
    report = run_report(
        details,
        title=title,
        started_at=started_at,
        finished_at=access.services.clock.now(),
        unreadable=refused,
        version=version("copydesk"),
        pipeline=pipeline,
    )
    return report, details


def show_run(report: "RunReport", *, as_json: bool, run_id: str) -> None:
    if as_json:
        emit_json(
            "copydesk.run/1",
            run_id=run_id,
            started_at=report.started_at,
            finished_at=report.finished_at,
            cost_usd=report.cost_usd,
            unreadable=report.unreadable,
            articles=[
                {
                    "id": one.id,
                    "path": one.path,
                    "state": one.state,
                    "why": one.why,
                    "aeo_before": one.original.measured,
                    "aeo_after": one.best.measured,
                    "rewrites": len(one.cycles),
                    "cost_usd": one.cost_usd,
                }
                for one in report.articles
            ],
        )
        return
    print_results(report)
    labels = STATES | {"accepted": "accepted unchanged"}  # nobody edits a text during a run
    counts = [
        (report.count(state), labels[state]) for state in ("accepted", "rewritten", "escalated", "rejected")
    ]
    counts.append((len(report.unreadable), labels["unreadable"]))
    say()
    say(", ".join(f"{count} {what}" for count, what in counts if count) + f"; ${report.cost_usd:.2f} spent")


def exit_code(report: "RunReport") -> int:
    if report.unreadable:
        return 2
    return 0 if report.count("accepted", "rewritten") == len(report.articles) else 1
