"""`copydesk db upgrade|current`."""

import typer

from app.cli.console import emit_json, say
from app.cli.parameters import AsJson

app = typer.Typer(no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to the schema of this version. Safe to run again, and from several machines."""
    from app.db.migrate import newest_revision
    from app.db.migrate import upgrade as apply
    from app.settings import load_settings

    settings = load_settings()
    if settings.database_url.startswith("sqlite"):
        settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    apply(settings.database_url)
    say(f"the database is at {newest_revision()}")


@app.command()
def current(*, as_json: AsJson = False) -> None:
    """Print the schema that the database has and the one that is needed; exit code 1 when they differ."""
    from app.db.migrate import current_revision, newest_revision
    from app.db.session import make_engine
    from app.settings import load_settings

    engine = make_engine(load_settings().database_url)
    try:
        stands, needed = current_revision(engine), newest_revision()
    finally:
        engine.dispose()
    if as_json:
        emit_json("copydesk.db/1", current=stands, needed=needed, is_current=stands == needed)
    elif stands == needed:
        say(f"the database is at {stands}, as needed")
    else:
        say(f"the database is at {stands or 'no migration'} and needs {needed}: run `copydesk db upgrade`")
    raise typer.Exit(0 if stands == needed else 1)
