"""`copydesk secrets`: how stored secrets are sealed, and sealing them with a new key."""

import secrets as chance

import typer

from app.cli.console import emit_json, say
from app.cli.desk_access import open_application
from app.cli.parameters import AsJson

app = typer.Typer(no_args_is_help=True)


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """How many stored secrets are sealed with which key; exit code 1 where one cannot be opened."""
    from app.operations.secrets import FOREIGN, stored_secrets

    with open_application() as access:
        counted = stored_secrets(access.services)
    if as_json:
        emit_json("copydesk.secrets/1", secrets=counted)
    else:
        say(", ".join(f"{name}: {count}" for name, count in counted.items()))
    if counted[FOREIGN]:
        raise typer.Exit(1)


@app.command()
def rotate() -> None:
    """Encrypt every stored secret with the first key of COPYDESK_ENCRYPTION_KEYS; then drop the others."""
    from app.operations.secrets import reseal

    with open_application() as access:
        done = reseal(access.services)
    say(f"{done} secrets sealed anew: all of them open with the newest key alone")


@app.command("new-key")
def new_key() -> None:
    """Print a key for COPYDESK_ENCRYPTION_KEYS. It is written nowhere."""
    say(chance.token_hex(32))
