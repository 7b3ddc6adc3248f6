"""`copydesk secrets`: how stored secrets are encrypted, and key rotation."""

import secrets as random_source

import typer

from app.cli.console import emit_json, say
from app.cli.desk_access import open_application
from app.cli.parameters import AsJson

app = typer.Typer(no_args_is_help=True)


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Count the stored secrets by encryption key; exit code 1 if one cannot be decrypted."""
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
    """Re-encrypt every stored secret with the first of COPYDESK_ENCRYPTION_KEYS; the others can then go."""
    from app.operations.secrets import reseal

    with open_application() as access:
        done = reseal(access.services)
    say(f"{done} secrets re-encrypted: the newest key alone now opens all of them")


@app.command("new-key")
def new_key() -> None:
    """Print a new key for COPYDESK_ENCRYPTION_KEYS. It is not stored anywhere."""
    say(random_source.token_hex(32))
