"""`copydesk backup|restore|verify|prune`: back up, restore, check and prune the stored data."""

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
    """Write everything stored to one file, as one consistent snapshot, while the workers keep running.

    The backup can be restored into SQLite or PostgreSQL. It holds texts, password hashes and webhook secrets:
    the file is readable only by you; keep it that way.
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
    check: Annotated[
        bool, typer.Option("--check", help="Only read the file to its end and check it.")
    ] = False,
) -> None:
    """Load a backup into the empty database at DATABASE_URL, all rows or none; SQLite and PostgreSQL alike.

    Stop the workers first, so that the database is empty and stays empty.
    """
    from app.operations.backup import examine_backup
    from app.operations.backup import restore as bring_back

    if check:
        kept = examine_backup(source)
        say(f"{source} is complete: {kept.total} rows, schema {kept.revision}, created {kept.created_at}")
        return
    with open_application() as access:
        kept = bring_back(access.services, source)
    say(f"{kept.total} rows restored; check them with: copydesk verify")


def verify(*, as_json: AsJson = False) -> None:
    """Check that the stored data is consistent and that no text was altered; exit code 1 if it is not."""
    from app.operations.verify import verify as check

    with open_application() as access:
        found = list(check(access.services))
    if as_json:
        emit_json("copydesk.verify/1", ok=not found, misfits=found)
    for misfit in [] if as_json else found:
        say(f"{misfit.question}: {', '.join(misfit.rows)}", style="red")
    if not found and not as_json:
        say("the stored data is consistent", style="green")
    raise typer.Exit(1 if found else 0)


def prune(
    *,
    older_than: Annotated[
        int | None,
        typer.Option(
            "--older-than", metavar="DAYS", min=1, help="Default: COPYDESK_KEEP_DAYS.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print how many.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> None:
    """Remove decided submissions that have not changed for the given number of days, with all their texts.

    What was spent stays counted. Open jobs, open cases and open dead letters are never touched.
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
        if not yes and not typer.confirm(f"Permanently remove {number} submissions older than {days} days?"):
            note("Nothing was removed.")
            raise typer.Exit(1)
        say(f"{remove(access.services, before)} submissions removed")
