"""`copydesk backup|restore|verify|prune`: keep, bring back, check and clear what is stored."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import emit_json, note, say
from app.cli.desk_access import open_application
from app.cli.parameters import AsJson


def register(app: typer.Typer) -> None:
    for command in (backup, restore, verify, prune):
        app.command()(command)


def backup(
    target: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Default: copydesk-TIME.jsonl.gz here.", show_default=False),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write all that is stored to one file, as of one moment, while work goes on. Any database can read it.

    It holds texts, password hashes and webhook secrets: the file is readable by you alone, keep it so.
    """
    from app.operations.backup import back_up, name_for

    with open_application() as access:
        target = target if target is not None else Path(name_for(access.services.clock.now()))
        kept = back_up(access.services, target)
    if as_json:
        emit_json("copydesk.backup-made/1", file=target, rows=kept.rows, revision=kept.revision)
        return
    say(f"{kept.total} rows of {kept.rows.get('submissions', 0)} submissions in {target}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What `copydesk backup` wrote.")],
    *,
    check: Annotated[bool, typer.Option("--check", help="Only read it to its end and check it.")] = False,
) -> None:
    """Put a backup into the empty database of DATABASE_URL, all rows or none; SQLite and PostgreSQL alike.

    Stop the workers before, so that the database is empty and stays so.
    """
    from app.operations.backup import examine_backup
    from app.operations.backup import restore as bring_back

    if check:
        kept = examine_backup(source)
        say(f"{source} is whole: {kept.total} rows, schema {kept.revision}, made {kept.created_at}")
        return
    with open_application() as access:
        kept = bring_back(access.services, source)
    say(f"{kept.total} rows restored; check them with: copydesk verify")


def verify(*, as_json: AsJson = False) -> None:
    """Check that what is stored fits together and that no text was changed; exit code 1 when it does not."""
    from app.operations.verify import verify as check

    with open_application() as access:
        found = list(check(access.services))
    if as_json:
        emit_json("copydesk.verify/1", ok=not found, misfits=found)
    for misfit in [] if as_json else found:
        say(f"{misfit.question}: {', '.join(misfit.rows)}", style="red")
    if not found and not as_json:
        say("what is stored fits together", style="green")
    raise typer.Exit(1 if found else 0)


def prune(
    *,
    older_than: Annotated[
        int | None,
        typer.Option(
            "--older-than", metavar="DAYS", min=1, help="Default: COPYDESK_KEEP_DAYS.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove decided submissions that nobody has touched for so many days, with all their texts.

    What was paid stays counted. Open work, open cases and dead letters that wait are never touched.
    """
    from app.operations.prune import count_old
    from app.operations.prune import prune as remove

    with open_application() as access:
        days = older_than if older_than is not None else access.settings.keep_days
        before = access.services.clock.now() - timedelta(days=days)
        number = count_old(access.services, before)
        if dry_run or not number:
            say(f"{number} submissions are decided and older than {days} days")
            return
        if not yes and not typer.confirm(f"Remove {number} submissions older than {days} days for good?"):
            note("Nothing was removed.")
            raise typer.Exit(1)
        say(f"{remove(access.services, before)} submissions removed")
