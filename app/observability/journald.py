"""Events as entries in systemd's journal, with separate fields: `journalctl COPYDESK_SUBMISSION=...`.

Its native protocol: one datagram per entry, `NAME=value` lines, a multi-line value preceded by its length
(systemd.io/JOURNAL_NATIVE_PROTOCOL).
"""

import logging
import re
import socket
import struct
import sys
from pathlib import Path
from typing import Any, Self

from structlog.typing import EventDict

JOURNAL_SOCKET = Path("/run/systemd/journal/socket")
PRIORITIES = {"critical": 2, "error": 3, "exception": 3, "warning": 4, "info": 6, "debug": 7}
"""syslog's numbers, by which `journalctl -p` filters."""
_NOT_IN_A_NAME = re.compile(r"[^A-Z0-9_]")


class JournalHandler(logging.Handler):
    """Sends formatted entries to the journal, or to stderr when the journal is unavailable."""

    def __init__(self, line: socket.socket) -> None:
        super().__init__()
        self._line = line

    @classmethod
    def at(cls, path: Path) -> Self | None:
        """None if no journal listens on this socket."""
        line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            line.connect(str(path))
        except OSError:
            line.close()
            return None
        return cls(line)

    def emit(self, record: logging.LogRecord) -> None:
        entry = self.format(record).encode("latin-1")
        try:
            self._line.send(entry)
        except OSError:
            # The journal is restarting, or its queue is full: keep at least the line without its fields.
            sys.stderr.write(entry.decode("utf-8", "replace").partition("\n")[0] + "\n")

    def close(self) -> None:
        self._line.close()
        super().close()


def as_journal_entry(_logger: Any, _method: str, event: EventDict) -> str:
    """A structlog renderer. The entry's bytes as Latin-1, because a formatter has to return text."""
    values = dict(event)
    name, level = str(values.pop("event", "")), str(values.pop("level", "info"))
    logger = str(values.pop("logger", ""))
    values.pop("timestamp", None)  # the journal adds a more exact one
    exception = values.pop("exception", "")
    shown = " ".join([name, *(f"{key}={value}" for key, value in values.items())])
    fields = {
        "MESSAGE": f"{shown}\n{exception}" if exception else shown,
        "PRIORITY": PRIORITIES.get(level, 6),
        "SYSLOG_IDENTIFIER": "copydesk",
        "LOGGER": logger,
        "COPYDESK_EVENT": name,
        **{_field(key): value for key, value in values.items()},
    }
    lines = (_line(key, str(value).encode("utf-8", "replace")) for key, value in fields.items())
    return b"".join(lines).decode("latin-1")


def _field(key: str) -> str:
    return f"COPYDESK_{_NOT_IN_A_NAME.sub('_', key.upper())}"[:64]


def _line(name: str, value: bytes) -> bytes:
    if b"\n" in value:
        return name.encode() + b"\n" + struct.pack("<Q", len(value)) + value + b"\n"
    return name.encode() + b"=" + value + b"\n"
