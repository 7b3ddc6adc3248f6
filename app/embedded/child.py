"""A child process that cannot outlive its parent, in its own session so that Ctrl-C reaches only us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.platform.paths import PRIVATE_UMASK

PR_SET_PDEATHSIG = 1
IS_LINUX = sys.platform.startswith("linux")


@dataclass(frozen=True, slots=True)
class Spec:
    """What to start. The kernel sends `dies_by` when the parent is gone, however it ended."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    folder: Path
    dies_by: signal.Signals = signal.SIGKILL


def spawn(spec: Spec, *, output: int | IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start it with both outputs to `output` (`subprocess.PIPE`, or an open file).

    The kernel ties the child to the calling *thread*: call it from one that lives as long as the child may.
    """
    return subprocess.Popen(
        list(spec.command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=dict(spec.environ),
        cwd=spec.folder,
        start_new_session=True,
        umask=PRIVATE_UMASK,
        preexec_fn=_tied_to_parent(spec.dies_by),  # noqa: PLW1509 - only calls prctl and getppid, loaded beforehand
    )


def signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Send a signal to the child and to everything it started; does nothing if they are gone."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _tied_to_parent(dies_by: signal.Signals) -> Callable[[], None] | None:
    if not IS_LINUX:
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()  # loaded before the fork
    return lambda: _tie(prctl, dies_by, parent)


def tie_to_parent(dies_by: signal.Signals) -> None:
    """Have the kernel send this signal to the calling process when its parent exits. Linux only."""
    if IS_LINUX:
        _tie(ctypes.CDLL(None).prctl, dies_by, os.getppid())


def _tie(prctl: Callable[..., int], dies_by: signal.Signals, parent: int) -> None:
    prctl(PR_SET_PDEATHSIG, int(dies_by))
    if os.getppid() != parent:  # the parent died before the line above
        os._exit(1)
