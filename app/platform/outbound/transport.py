"""httpx2's transport that resolves a host once, checks every address and connects to a checked one."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_address

import httpx2

from app.platform.outbound.rules import Address, AddressRules

Resolve = Callable[[str, int], list[Address]]
"""Host and port to addresses, in the order in which they are tried. Raises OSError."""

MOST_BYTES = 1024 * 1024
"""Of an answer's body: an OpenID Connect document has some thousands."""
TOTAL_SECONDS = 20.0
"""From resolving the name to the last byte of the answer."""


def resolve_by_system(host: str, port: int) -> list[Address]:
    """What the operating system says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))


class CheckedTransport(httpx2.AsyncBaseTransport):
    """Names stay in the Host header and in TLS; the connection goes to the address that was checked."""

    def __init__(
        self,
        rules: AddressRules,
        *,
        resolve: Resolve = resolve_by_system,
        most_bytes: int = MOST_BYTES,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._rules = rules
        self._resolve = resolve
        self._most_bytes = most_bytes
        self._total_seconds = total_seconds
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        deadline = asyncio.get_running_loop().time() + self._total_seconds
        try:
            async with asyncio.timeout_at(deadline):
                addresses = await self._checked(request.url)
                request.headers["accept-encoding"] = "identity"  # a packed body could grow past the limit
                response = await self._connect(request, addresses)
        except TimeoutError:
            raise httpx2.ReadTimeout("no answer in time", request=request) from None
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.DecodingError(
                "the answer is packed, although it was asked for plain", request=request
            )
        bounded = _Bounded(response.stream, self._most_bytes, deadline)
        return httpx2.Response(
            response.status_code, headers=response.headers, stream=bounded, extensions=response.extensions
        )

    async def _checked(self, url: httpx2.URL) -> list[Address]:
        port = url.port or (443 if url.scheme == "https" else 80)
        self._rules.check_host(url.host)
        try:
            addresses = await asyncio.to_thread(self._resolve, url.host, port)
        except (OSError, ValueError) as error:
            raise httpx2.ConnectError(f"{url.host} cannot be resolved") from error
        self._rules.check(url.host, addresses)
        return addresses

    async def _connect(self, request: httpx2.Request, addresses: list[Address]) -> httpx2.Response:
        """The answer of the first address that takes the connection."""
        *others, last = addresses
        for address in others:
            try:
                return await self._inner.handle_async_request(_to(address, request))
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return await self._inner.handle_async_request(_to(last, request))

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends with an error after so many bytes, or when its time is over."""

    def __init__(self, stream: httpx2.AsyncByteStream, most_bytes: int, deadline: float) -> None:
        self._stream = stream
        self._most_bytes = most_bytes
        self._deadline = deadline

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        chunks = aiter(self._stream)
        while True:
            try:
                async with asyncio.timeout_at(self._deadline):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise httpx2.ReadTimeout("the answer did not end in time") from None
            size += len(chunk)
            if size > self._most_bytes:
                raise httpx2.ReadError(f"the answer has more than {self._most_bytes:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def _to(address: Address, request: httpx2.Request) -> httpx2.Request:
    extensions = {**request.extensions, "sni_hostname": request.url.host}
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions=extensions,
    )
