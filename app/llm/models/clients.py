"""One SDK client for each process, made when it is first needed.

A client inherited over a fork shares its parent's sockets: a child may read another's answer.
"""

import os
import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    def close(self) -> None: ...


Client = TypeVar("Client", bound=Closable)


class PerProcess(Generic[Client]):
    def __init__(self, make: Callable[[], Client]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._pid = 0
        self._client: Client | None = None

    def get(self) -> Client:
        """This process's client; safe from any thread."""
        with self._lock:
            if self._client is None or self._pid != os.getpid():
                self._client, self._pid = self._make(), os.getpid()
            return self._client

    def close(self) -> None:
        """Close this process's client, if it has one; a later call makes another."""
        with self._lock:
            if self._client is not None and self._pid == os.getpid():
                self._client.close()
            self._client = None
