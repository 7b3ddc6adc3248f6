"""A key generated once and kept beside the database, for installations that configure none."""

import os
import secrets
from pathlib import Path


def kept_key(path: Path) -> str:
    """Read the key; the first process creates it. The file is readable only by its owner."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Write the whole file under another name first, so that no other process reads half a key."""
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as made:
        made.write(secrets.token_hex(32))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
