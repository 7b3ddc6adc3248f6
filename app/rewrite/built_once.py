"""What a policy names, built once for each process and closed with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from app.platform.closing import close_if_it_can

Built = TypeVar("Built")


@dataclass(frozen=True)
class BuiltOnce(Generic[Built]):
    build: Callable[[str], Built]
    """From a name in a policy. Raises UnknownPlugin, ConfigurationError."""
    _built: dict[str, Built] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def named(self, name: str) -> Built:
        """Safe from any thread: all of a worker's threads share one."""
        with self._lock:
            if name not in self._built:
                self._built[name] = self.build(name)
            return self._built[name]

    def close(self) -> None:
        """Close the connections of what was built."""
        for built in self._built.values():
            close_if_it_can(built)
