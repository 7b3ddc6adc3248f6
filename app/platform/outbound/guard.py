"""Refuse connections of libraries that resolve and connect by themselves: apprise, an installed notifier.

The check is an audit hook (PEP 578) on the address that the socket connects to, after resolving, so that a
name cannot change between check and connection. It holds for code in the guarded context; a library that
connects in a thread of its own is not guarded, and `apprise_notifier` accepts none of those.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

from app.platform.outbound.rules import AddressRules, ForbiddenAddress

_rules: ContextVar[AddressRules | None] = ContextVar("outbound_rules", default=None)
_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_installing = threading.Lock()
_installed: list[bool] = []


@contextmanager
def only_permitted(rules: AddressRules) -> Iterator[None]:
    """Within it, `socket.connect` raises ForbiddenAddress for what the rules do not permit."""
    with _installing:
        if not _installed:
            sys.addaudithook(_hook)
            _installed.append(True)
    token = _rules.set(rules)
    try:
        yield
    finally:
        _rules.reset(token)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS:
        return
    rules = _rules.get()
    address = arguments[1]
    if rules is None or address is None:
        return
    if not isinstance(address, tuple):
        raise ForbiddenAddress("a message is not sent to a socket of this machine")
    host = str(address[0]).partition("%")[0]
    try:
        rules.check(host, [ip_address(host)])
    except ValueError:
        raise ForbiddenAddress(f"{host} was not resolved before it was connected to") from None
