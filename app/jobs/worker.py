"""The identity of a worker process: its machine and worker, so that others can tell whether it is gone.

A process id in the tables reads `host:worker:process:random`. `host` names a host, its boot and its PID
namespace, so that a process number is only looked up where it is valid.
"""

import hashlib
import os
import secrets
import socket
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WorkerIdentity:
    """One worker: `slots` jobs at once, run by the process `worker_pid` and its children."""

    worker_pid: int = field(default_factory=os.getpid)
    slots: int = 1

    @property
    def worker(self) -> str:
        """The worker's name; the ids of its processes begin with it and a colon."""
        return f"{here()}:{self.worker_pid}"

    def new_process_id(self) -> str:
        return f"{self.worker}:{os.getpid()}:{secrets.token_hex(4)}"


@cache
def here() -> str:
    """This host, boot and PID namespace. Two containers differ, and so do two boots."""
    parts = [_read("/proc/sys/kernel/random/boot_id")]
    try:
        parts.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    except OSError:
        parts.append("")
    mark = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
    return f"{socket.gethostname().replace(':', '-')[:100]}.{mark}"


class Life(StrEnum):
    """What can be seen of a process from here."""

    RUNNING = "running"
    GONE = "gone"
    UNKNOWN = "unknown"
    """On another machine, or stopped: only its heartbeat says whether it works."""


def life_of(process_id: str) -> Life:
    """Whether this process exists, where its number can be looked up."""
    host, _, rest = process_id.partition(":")
    _, _, rest = rest.partition(":")
    number, _, _ = rest.partition(":")
    if host != here() or not number.isdigit():
        return Life.UNKNOWN
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return Life.GONE
    except OSError:
        return Life.UNKNOWN
    state = _read(f"/proc/{number}/stat").rpartition(")")[2].split()
    if not state or state[0] in {"T", "t"}:
        return Life.UNKNOWN
    # Killed and not yet reaped by its parent.
    return Life.GONE if state[0] == "Z" else Life.RUNNING


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
