"""The contract of a notifier: the way to one kind of address."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Notifier(Protocol):
    """Chosen by the scheme of an address: the notifier `pager` sends to `pager://...`."""

    def accepts(self, address: str) -> bool:
        """Whether this address is complete and well formed. Connects to nothing."""
        ...

    def send(self, address: str, *, title: str, body: str) -> bool:
        """Deliver one message of plain text; False when the service did not take it, which is tried again.

        Sets its own time limit, at most half a minute. Whatever it raises counts as False.
        """
        ...
