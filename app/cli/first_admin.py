"""`copydesk first-admin`: the one-time link with which the first admin sets a password."""

import typer

from app.cli.console import note, say


def register(app: typer.Typer) -> None:
    app.command("first-admin")(first_admin)


def first_admin() -> None:
    """Print the one-time link for the first admin; exit code 1 if there are accounts already."""
    from app.config.settings import load_settings
    from app.web.serve import first_admin_link

    link = first_admin_link(load_settings())
    if link is None:
        note("there are accounts already: an admin invites others on the page Accounts")
        raise typer.Exit(1)
    say(link)
