"""`copydesk demo`: run the real pipeline on a folder of articles, ending in a table and a report."""

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import is_terminal, note, rich_console, say
from app.cli.desk_access import Access, open_application
from app.cli.following import follow
from app.cli.parameters import NoBroker
from app.cli.results import write_report
from app.cli.submit import finish, new_run, show_run, take_in, work_off
from app.domain.errors import ConfigurationError
from app.domain.priority import Priority
from app.reports.phrases import plural

if TYPE_CHECKING:
    from app.config.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GRACE_SECONDS = 5.0
"""A demo does not justify a longer wait: the next run starts over anyway."""


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Your own articles. Default: the samples.", show_default=False),
    ] = None,
    *,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Where to write the HTML report.", show_default=False),
    ] = None,
    no_broker: NoBroker = False,
) -> None:
    """Run the whole pipeline on sample articles. Needs no API key, no network and no running service."""
    articles = folder if folder is not None else SAMPLES
    if not articles.exists():
        raise ConfigurationError(
            f"{articles} does not exist: name a folder of articles, `copydesk demo FOLDER`"
        )
    settings = demo_settings()
    with _stopping_on_sigterm():
        if no_broker:
            with _fresh_state(settings), open_application(no_broker=True, settings=settings) as access:
                _run(access, articles, report, pipeline="one process, no broker")
        else:
            _with_pipeline(settings, articles, report)


def demo_settings() -> "Settings":
    """The embedded defaults in the demo's own folder, whatever the environment configures for production."""
    from app.config.settings import load_settings

    base = load_settings()
    return replace(
        base,
        state_dir=base.state_dir / "demo",
        database_url="",
        broker_url="",
        result_backend="",
        celery_enabled=True,
        log_level="warning",
        sweep_interval_seconds=min(base.sweep_interval_seconds, 2.0),
        sentry_dsn=None,
    )


def _with_pipeline(settings: "Settings", articles: Path, report: Path | None) -> None:
    from app.embedded.supervisor import Pipeline

    with _fresh_state(settings):
        pass
    pipeline = Pipeline(settings, quiet=True, grace_seconds=GRACE_SECONDS)
    try:
        with _spinner("Starting a private Redis, four Celery workers and beat"):
            pipeline.start()
        with open_application(settings=settings) as access:

            def failure() -> str:
                return pipeline.failure or ("it has exited" if pipeline.wait(0) else "")

            workers = len(pipeline.processes())
            _run(access, articles, report, pipeline=f"embedded Redis, {workers} processes", failure=failure)
    except KeyboardInterrupt:
        pipeline.stop(hurry=True)
        note("Stopped; nothing is left running.")
        raise typer.Exit(130) from None
    finally:
        pipeline.stop()


def _run(
    access: Access,
    articles: Path,
    report: Path | None,
    *,
    pipeline: str,
    failure: Callable[[], str] | None = None,
) -> None:
    run_id, started_at = new_run(access)
    # The user's own OpenAI-compatible server is called; a vendor is not, because that would cost money.
    own_server = access.settings.provider_settings.get("OPENAI_BASE_URL")
    taken, refused = take_in(
        access,
        [str(articles)],
        run_id=run_id,
        priority=Priority.NORMAL,
        providers=("openai",) if own_server else (),
    )
    asked = f"; {own_server} rewrites" if own_server else ""
    say(f"{plural(len(taken), 'article')} submitted from {articles}{asked}")
    if failure is None:
        work_off(access, run_id, total=len(taken))
    else:
        follow(access.desk, run_id, total=len(taken), failure=failure)
    finished, _ = finish(access, run_id, started_at, refused, title="Copydesk demo", pipeline=pipeline)
    say()
    show_run(finished, as_json=False, run_id=run_id)
    home = access.settings.state_dir
    page = write_report(finished, report if report is not None else home / "report.html")
    say()
    say(f"Report: {page}", style="bold")
    if finished.count("escalated"):
        command = "copydesk" if shutil.which("copydesk") else sys.argv[0]
        say(f"Decide the open cases: COPYDESK_HOME={home} {command} review list")


@contextmanager
def _fresh_state(settings: "Settings") -> Iterator[None]:
    """Remove what the last demo left behind, and hold the folder's lock."""
    from app.embedded.lock import StateLock
    from app.platform.paths import make_state_folder

    make_state_folder(settings.state_dir)
    with StateLock(settings.state_dir):
        for ending in ("", "-wal", "-shm"):
            (settings.state_dir / f"copydesk.db{ending}").unlink(missing_ok=True)
        yield


@contextmanager
def _spinner(what: str) -> Iterator[None]:
    """A spinner on a terminal, a line elsewhere."""
    if is_terminal():
        with rich_console().status(what):
            yield
    else:
        say(what)
        yield


@contextmanager
def _stopping_on_sigterm() -> Iterator[None]:
    """SIGTERM ends the demo as Ctrl-C does, with the pipeline stopped first."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
