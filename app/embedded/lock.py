"""One pipeline per state folder: a lock that the kernel releases when its holder dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from app.domain.errors import ConfigurationError


class StateLock:
    """Held from `acquire` to `release`, and at most as long as this process lives."""

    def __init__(self, state_dir: Path) -> None:
        self.path = state_dir / "up.lock"
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Raises ConfigurationError naming the process that holds it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise ConfigurationError(
                f"a pipeline is already running in {self.path.parent} (process {holder}): "
                "stop it, or give this one its own folder with COPYDESK_HOME"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Release the lock. The empty file stays: removing it would let two processes acquire it at once."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
