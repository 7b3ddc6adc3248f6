"""The identity of a worker process: its machine and worker, so that others can tell whether it is gone.

A process id in the tables reads `host:worker:process:random`. `host` names a host, its boot and its PID
namespace, so that a process number is only looked up where it is valid.
"""

import hashlib
import os
import secrets
import socket
from dataclasses import dataclass, field
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


def is_gone(process_id: str) -> bool:
    """Whether this process is known to be dead; False for one that is not visible from here."""
    host, _, rest = process_id.partition(":")
    _, _, rest = rest.partition(":")
    number, _, _ = rest.partition(":")
    if host != here() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _is_zombie(int(number))


def _is_zombie(pid: int) -> bool:
    """Killed and not yet reaped by its parent."""
    state = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return bool(state) and state[0] == "Z"


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
