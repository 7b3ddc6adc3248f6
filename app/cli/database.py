"""`copydesk db upgrade|current`."""

from typing import Annotated

import typer

from app.cli.console import emit_json, note, say
from app.cli.parameters import AsJson

app = typer.Typer(no_args_is_help=True)


@app.command()
def upgrade(
    *,
    wait: Annotated[
        bool,
        typer.Option(
            "--wait", help="Wait for a database that cannot be used now. A wrong setting still ends."
        ),
    ] = False,
) -> None:
    """Upgrade the database to this version's schema. Safe to repeat, and to run from several machines."""
    from app.config.settings import load_settings
    from app.db.migrate import schema_status
    from app.db.migrate import upgrade as apply
    from app.db.wait import when_available
    from app.platform.paths import make_state_folder

    settings = load_settings()
    if settings.database_url.startswith("sqlite"):
        make_state_folder(settings.state_dir)
    if wait:
        when_available(lambda: apply(settings.database_url), note=lambda reason: note(f"waiting: {reason}"))
    else:
        apply(settings.database_url)
    say(f"the database is {schema_status(settings.database_url)}")


@app.command()
def current(*, as_json: AsJson = False) -> None:
    """Print the database's schema version and the one that is required; exit code 1 if it is older."""
    from app.config.settings import load_settings
    from app.db.migrate import schema_status

    schema = schema_status(load_settings().database_url)
    if as_json:
        emit_json(
            "copydesk.db/1", current=schema.current, needed=schema.needed,
            is_current=schema.current == schema.needed, is_newer=schema.is_newer,
        )  # fmt: skip
    elif schema.is_served:
        say(f"the database is {schema}: nothing to do")
    else:
        say(f"{schema}: run `copydesk db upgrade`")
    raise typer.Exit(0 if schema.is_served else 1)
