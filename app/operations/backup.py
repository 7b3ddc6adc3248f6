"""Backup and restore: one compressed file with its own row counts and checksum, taken without downtime."""

import gzip
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.db.migrate import current_revision, newest_revision
from app.db.transfer import read_rows, write_rows
from app.domain.errors import InvalidContent
from app.workflow.services import Services

FORMAT = "copydesk.backup/1"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds."""

    revision: str
    created_at: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def back_up(services: Services, target: Path) -> Kept:
    """Write a snapshot of all rows to `target`, readable only by its owner; the whole file or nothing.

    Raises InvalidContent if the file exists or cannot be written, and StoreUnavailable.
    """
    engine = services.store.database.engine
    revision, created_at = str(current_revision(engine)), services.clock.now().isoformat()
    if target.exists():
        raise InvalidContent(f"{target} already exists and is not overwritten: choose another name")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    counted: Counter[str] = Counter()
    digest = hashlib.sha256()
    try:
        part.touch(mode=0o600, exist_ok=False)
        with gzip.open(part, "wt", encoding="utf-8", compresslevel=6) as file:

            def put(value: Any) -> None:
                line = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
                digest.update(line.encode())
                file.write(line)

            put({"format": FORMAT, "revision": revision, "created_at": created_at})
            for table, row in read_rows(engine):
                counted[table] += 1
                put([table, row])
            file.write(json.dumps({"rows": counted, "sha256": digest.hexdigest()}) + "\n")
        part.replace(target)
    except OSError as error:
        raise InvalidContent(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return Kept(revision, created_at, dict(counted))


def restore(services: Services, source: Path) -> Kept:
    """Load a backup into an empty database of the same schema, all rows or none.

    Raises InvalidContent for a file that is not a complete backup, another schema, or a non-empty database.
    """
    about = examine_backup(source)
    needed = newest_revision()
    if about.revision != needed:
        raise InvalidContent(
            f"{source} has schema {about.revision} and this version needs {needed}: restore it with the "
            "version that wrote it, then run `copydesk db upgrade`"
        )
    rows = ((table, row) for table, row in _lines(source))
    write_rows(services.store.database.engine, rows)
    return about


def examine_backup(source: Path) -> Kept:
    """Read a backup to its end and check it. Raises InvalidContent naming what is wrong with it."""
    counted: Counter[str] = Counter()
    digest = hashlib.sha256()
    head: dict[str, Any] | None = None
    tail: dict[str, Any] | None = None
    for line in _raw(source):
        value = _parsed(source, line)
        if head is None:
            head = value if isinstance(value, dict) else {}
            if head.get("format") != FORMAT:
                raise InvalidContent(f"{source} is not a backup of Copydesk")
        elif isinstance(value, dict):
            tail = value
            break
        else:
            counted[value[0]] += 1
        digest.update(line.encode())
    if head is None or tail is None:
        raise InvalidContent(f"{source} is incomplete: it was not written to its end")
    if tail.get("sha256") != digest.hexdigest() or tail.get("rows") != dict(counted):
        raise InvalidContent(f"{source} was changed or damaged: its checksum does not match")
    return Kept(str(head["revision"]), str(head["created_at"]), dict(counted))


def name_for(now: datetime) -> str:
    """The default file name of a backup taken at this time."""
    return f"copydesk-{now:%Y%m%dT%H%M%SZ}.jsonl.gz"


def _lines(source: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in _raw(source):
        value = _parsed(source, line)
        if isinstance(value, list):
            yield value[0], value[1]


def _parsed(source: Path, line: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        raise InvalidContent(f"{source} has a line that is not JSON: it is damaged") from None


def _raw(source: Path) -> Iterator[str]:
    try:
        with gzip.open(source, "rt", encoding="utf-8") as file:
            yield from file
    except EOFError:
        raise InvalidContent(f"{source} is incomplete: it was not written to its end") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidContent(f"{source} cannot be read as a backup: {error}") from error
