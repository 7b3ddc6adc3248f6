"""`copydesk db upgrade|current`."""

import typer

from app.cli.console import emit_json, say
from app.cli.parameters import AsJson

app = typer.Typer(no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to the schema of this version. Safe to run again, and from several machines."""
    from app.config.settings import load_settings
    from app.db.migrate import schema_status
    from app.db.migrate import upgrade as apply
    from app.platform.paths import make_state_folder

    settings = load_settings()
    if settings.database_url.startswith("sqlite"):
        make_state_folder(settings.state_dir)
    apply(settings.database_url)
    say(f"the database is {schema_status(settings.database_url)}")


@app.command()
def current(*, as_json: AsJson = False) -> None:
    """Print the schema that the database has beside the one that is needed; exit code 1 when it is older."""
    from app.config.settings import load_settings
    from app.db.migrate import schema_status

    status = schema_status(load_settings().database_url)
    if as_json:
        emit_json(
            "copydesk.db/1", current=status.current, needed=status.needed,
            is_current=status.current == status.needed, is_newer=status.is_newer,
        )  # fmt: skip
    elif status.is_served:
        say(f"the database is {status}: nothing to do")
    else:
        say(f"{status}: run `copydesk db upgrade`")
    raise typer.Exit(0 if status.is_served else 1)
