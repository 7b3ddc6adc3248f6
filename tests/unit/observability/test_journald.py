"""Entries of the journal, read back from a real socket as the journal reads them."""

import logging
import socket
import struct
from contextlib import closing

import pytest
import structlog

from app.observability import logs
from app.observability.logs import configure_logs


def parsed(entry: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    while entry:
        line, _, rest = entry.partition(b"\n")
        if b"=" in line:
            name, _, value = line.partition(b"=")
        else:
            (size,) = struct.unpack("<Q", rest[:8])
            name, value, rest = line, rest[8 : 8 + size], rest[9 + size :]
        fields[name.decode()] = value.decode()
        entry = rest
    return fields


@pytest.fixture
def journal(tmp_path, monkeypatch):
    """Logs into a journal of the test's own; gives a function that reads the next entry."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as line:
        line.bind(str(tmp_path / "socket"))
        line.settimeout(5)
        monkeypatch.setattr(logs, "JOURNAL_SOCKET", tmp_path / "socket")
        configure_logs(level="info", log_format="journal")
        yield lambda: parsed(line.recv(1_000_000))
        root.handlers[0].close()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_event_is_an_entry_whose_every_field_can_be_asked_for(journal):
    with structlog.contextvars.bound_contextvars(submission="01SUB"):
        structlog.get_logger("copydesk.work").warning("work.retry", seconds=60, api_key="planted")

    entry = journal()
    assert entry["MESSAGE"].startswith("work.retry ")
    assert (entry["PRIORITY"], entry["SYSLOG_IDENTIFIER"]) == ("4", "copydesk")
    assert (entry["COPYDESK_SUBMISSION"], entry["COPYDESK_SECONDS"]) == ("01SUB", "60")
    assert "planted" not in str(entry)


def test_a_traceback_of_many_lines_arrives_whole_and_cannot_forge_a_field(journal):
    try:
        raise ValueError("first\nPRIORITY=0\nlast")
    except ValueError:
        logging.getLogger("somewhere").exception("broke")

    entry = journal()
    assert entry["PRIORITY"] == "3"
    assert entry["MESSAGE"].startswith("broke\nTraceback")
    assert "PRIORITY=0\nlast" in entry["MESSAGE"]


def test_without_a_journal_the_lines_are_json_on_stderr(tmp_path, monkeypatch, capsys):
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(logs, "JOURNAL_SOCKET", tmp_path / "none")
    try:
        configure_logs(level="info", log_format="journal")
        structlog.get_logger("x").info("work.done")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()

    assert '"event": "work.done"' in capsys.readouterr().err
