"""The one client for addresses that people name: webhooks, single sign-on; channels are guarded by it."""

import asyncio
import re
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx2

from app.platform.outbound.guard import only_permitted
from app.platform.outbound.rules import AddressRules, ForbiddenAddress
from app.platform.outbound.transport import CheckedTransport, Resolve, resolve_by_system

T = TypeVar("T")

EXCERPT_CHARACTERS = 80
_COULD_BE_SECRET = re.compile(r"[^\s\"'<>{},;:=&]{12,}|\d[\d.-]{5,}")
_NOT_SHOWN = re.compile(r"[^\x20-\x7e\xa0-\uffff]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status code, and a short masked part of the body for the person who looks for the fault."""

    status_code: int
    excerpt: str


class OutboundClient:
    """Reaches public addresses, and the networks that an administrator allows."""

    def __init__(self, rules: AddressRules, *, resolve: Resolve = resolve_by_system) -> None:
        self.rules = rules
        self._resolve = resolve

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request; redirects are not followed. Raises httpx2.HTTPError, ForbiddenAddress."""
        try:
            return finished(self._post(url, body, headers))
        except httpx2.InvalidURL as error:
            raise ForbiddenAddress(f"this is not a web address: {error}") from None

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        async with (
            httpx2.AsyncClient(
                transport=self.transport(most_bytes=64 * 1024),
                follow_redirects=False,
                timeout=httpx2.Timeout(10.0),
                trust_env=False,
            ) as client,
            client.stream("POST", url, content=body, headers=dict(headers)) as response,
        ):
            if response.is_success:
                return Answer(response.status_code, "")
            return Answer(response.status_code, masked((await response.aread()).decode("utf-8", "replace")))

    def transport(self, **limits: int) -> CheckedTransport:
        """A transport for a library that builds its own httpx2 client."""
        return CheckedTransport(self.rules, resolve=self._resolve, **limits)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Within it, no library of this thread connects to an address that the rules do not permit."""
        with only_permitted(self.rules):
            yield


def finished(request: Coroutine[None, None, T]) -> T:
    """The outcome of a request, in a thread of its own, since the caller's may already run an event loop."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(asyncio.run, request).result()


def masked(text: str) -> str:
    """At most 80 printable characters; long words and numbers, which may be secrets, as an ellipsis."""
    shown = _COULD_BE_SECRET.sub("…", _NOT_SHOWN.sub(" ", text[:2000]))
    return " ".join(shown.split())[:EXCERPT_CHARACTERS]
