"""Values between a process and its helper: a length and a pickle, over a socket pair that only they hold."""

import pickle
import socket
from typing import Any

_LENGTH_BYTES = 8
_MOST_AT_ONCE = 1 << 20


def send(connection: socket.socket, value: Any) -> None:
    """Raises what cannot be pickled before anything is sent, and OSError when the other end is gone."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    connection.sendall(len(data).to_bytes(_LENGTH_BYTES, "big") + data)


def receive(connection: socket.socket) -> Any:
    """Raises EOFError when the other end is gone, OSError (TimeoutError) when it does not answer in time."""
    size = int.from_bytes(_exactly(connection, _LENGTH_BYTES), "big")
    return pickle.loads(_exactly(connection, size))  # noqa: S301 - both ends are this program's own


def _exactly(connection: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = connection.recv(min(size - len(found), _MOST_AT_ONCE))
        if not part:
            raise EOFError("the other end is gone")
        found += part
    return bytes(found)
