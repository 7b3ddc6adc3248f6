"""Requests and tokens per minute, shared by all workers of a provider and model.

Nobody sleeps: a call that may not go now learns when it may, and that slot is reserved for it. A call that
comes back on time goes first, so nearly all of the allowance is used and no provider has to refuse us.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

MINUTE_SECONDS = 60.0
BURST_SECONDS = 1.0
"""How much unused time may be made up at once."""
KEPT_SECONDS = 60.0
"""A slot stays reserved this long for a call that is late; after that the call queues again."""
EARLY_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Allowance:
    """None is no limit of that kind."""

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None


UNLIMITED = Allowance()

HeadersSeen = Callable[[Mapping[str, str]], None]
"""Called with the headers of every response of a provider, errors included."""


class Limiter(Protocol):
    """Safe from any thread; the shared one from any process."""

    def acquire(self, ticket: str, *, tokens: int) -> float:
        """0.0 when the call may go now, else the seconds until its slot. `ticket` names the call."""
        ...

    def settle(self, *, estimated: int, used: int) -> None:
        """Give back tokens that were not used, or take those that were used beyond."""
        ...

    def block(self, seconds: float) -> None:
        """The provider said no: nobody goes before this time, and every slot is assigned again."""
        ...

    def learn(self, allowance: Allowance) -> None:
        """Use what the provider's headers say; settings take precedence."""
        ...


@dataclass(slots=True)
class _State:
    requests_at: float = 0.0
    """When the next request is due at an even rate (GCRA)."""
    tokens_at: float = 0.0
    blocked_until: float = 0.0
    tickets: dict[str, float] = field(default_factory=dict)


class LocalLimiter:
    """For one process: without a broker, and for tests. The same rules as the shared one."""

    def __init__(self, allowance: Allowance = UNLIMITED, *, clock: Callable[[], float] = time.time) -> None:
        self._configured = allowance
        self._learned = Allowance()
        self._clock = clock
        self._state = _State()
        self._lock = threading.Lock()

    def acquire(self, ticket: str, *, tokens: int) -> float:
        with self._lock:
            now, state = self._clock(), self._state
            kept = state.tickets.pop(ticket, None)
            if kept is not None and now - kept <= KEPT_SECONDS:
                if kept <= now + EARLY_SECONDS:
                    return 0.0
                state.tickets[ticket] = kept
                return kept - now
            allowance = effective(self._configured, self._learned)
            slot = max(now, state.blocked_until)
            request, token = costs(allowance, tokens)
            if request:
                slot = max(slot, state.requests_at - BURST_SECONDS)
            if token:
                slot = max(slot, state.tokens_at - BURST_SECONDS)
            state.requests_at = max(state.requests_at, slot) + request
            state.tokens_at = max(state.tokens_at, slot) + token
            if slot <= now + EARLY_SECONDS:
                return 0.0
            state.tickets = {name: at for name, at in state.tickets.items() if now - at <= KEPT_SECONDS}
            state.tickets[ticket] = slot
            return slot - now

    def settle(self, *, estimated: int, used: int) -> None:
        with self._lock:
            self._state.tokens_at += costs(effective(self._configured, self._learned), used - estimated)[1]

    def block(self, seconds: float) -> None:
        with self._lock:
            until = self._clock() + seconds
            state = self._state
            state.blocked_until = max(state.blocked_until, until)
            state.requests_at, state.tokens_at = until, until
            state.tickets.clear()

    def learn(self, allowance: Allowance) -> None:
        with self._lock:
            self._learned = allowance


def effective(configured: Allowance, learned: Allowance) -> Allowance:
    requests, tokens = configured.requests_per_minute, configured.tokens_per_minute
    return Allowance(
        learned.requests_per_minute if requests is None else requests,
        learned.tokens_per_minute if tokens is None else tokens,
    )


def costs(allowance: Allowance, tokens: int) -> tuple[float, float]:
    """Seconds of the allowance that one request and its tokens take; 0 without a limit."""
    request = MINUTE_SECONDS / allowance.requests_per_minute if allowance.requests_per_minute else 0.0
    token = tokens * MINUTE_SECONDS / allowance.tokens_per_minute if allowance.tokens_per_minute else 0.0
    return request, token


_ACQUIRE = """
local function clock()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local t = redis.call('TIME'); return t[1] + t[2] / 1000000
end
local now, ticket, tokens = clock(), ARGV[2], tonumber(ARGV[3])
local burst, keep, early = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local kept = redis.call('ZSCORE', KEYS[2], ticket)
if kept then
  kept = tonumber(kept)
  if now - kept <= keep then
    if kept <= now + early then redis.call('ZREM', KEYS[2], ticket); return '0' end
    return tostring(kept - now)
  end
  redis.call('ZREM', KEYS[2], ticket)
end
local s = redis.call('HMGET', KEYS[1], 'requests_at', 'tokens_at', 'blocked_until', 'rpm', 'tpm')
local rpm, tpm = tonumber(ARGV[4]) or tonumber(s[4] or ''), tonumber(ARGV[5]) or tonumber(s[5] or '')
local requests_at, tokens_at = tonumber(s[1] or '0') or 0, tonumber(s[2] or '0') or 0
local slot = math.max(now, tonumber(s[3] or '0') or 0)
local request, token = 0, 0
if rpm and rpm > 0 then request = 60 / rpm; slot = math.max(slot, requests_at - burst) end
if tpm and tpm > 0 and tokens > 0 then
  token = tokens * 60 / tpm
  slot = math.max(slot, tokens_at - burst)
end
redis.call('HSET', KEYS[1], 'requests_at', string.format('%.6f', math.max(requests_at, slot) + request),
  'tokens_at', string.format('%.6f', math.max(tokens_at, slot) + token))
redis.call('EXPIRE', KEYS[1], 86400)
if slot <= now + early then return '0' end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - keep)
redis.call('ZADD', KEYS[2], string.format('%.6f', slot), ticket)
redis.call('EXPIRE', KEYS[2], 86400)
return tostring(slot - now)
"""

_SETTLE = """
local tpm = tonumber(ARGV[2]) or tonumber(redis.call('HGET', KEYS[1], 'tpm') or '')
if tpm and tpm > 0 then redis.call('HINCRBYFLOAT', KEYS[1], 'tokens_at', tonumber(ARGV[1]) * 60 / tpm) end
return 0
"""

_BLOCK = """
local now = tonumber(ARGV[1])
if not now then local t = redis.call('TIME'); now = t[1] + t[2] / 1000000 end
local till = now + tonumber(ARGV[2])
local old = tonumber(redis.call('HGET', KEYS[1], 'blocked_until') or '0') or 0
redis.call('HSET', KEYS[1], 'blocked_until', string.format('%.6f', math.max(old, till)),
  'requests_at', string.format('%.6f', till), 'tokens_at', string.format('%.6f', till))
redis.call('EXPIRE', KEYS[1], 86400)
redis.call('DEL', KEYS[2])
return 0
"""


class SharedLimiter:
    """For all workers that share one Redis; its clock is everybody's clock."""

    def __init__(
        self,
        client: Any,
        name: str,
        allowance: Allowance = UNLIMITED,
        *,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._client = client
        self._keys = [f"copydesk:limit:{name}", f"copydesk:limit:{name}:slots"]
        self._configured = allowance
        self._clock = clock
        self._acquire = client.register_script(_ACQUIRE)
        self._settle = client.register_script(_SETTLE)
        self._block = client.register_script(_BLOCK)

    def acquire(self, ticket: str, *, tokens: int) -> float:
        configured = (_text(self._configured.requests_per_minute), _text(self._configured.tokens_per_minute))
        answer = self._acquire(
            keys=self._keys,
            args=[self._now(), ticket, tokens, *configured, BURST_SECONDS, KEPT_SECONDS, EARLY_SECONDS],
        )
        return float(answer)

    def settle(self, *, estimated: int, used: int) -> None:
        self._settle(keys=self._keys, args=[used - estimated, _text(self._configured.tokens_per_minute)])

    def block(self, seconds: float) -> None:
        self._block(keys=self._keys, args=[self._now(), seconds])

    def learn(self, allowance: Allowance) -> None:
        known = {"rpm": allowance.requests_per_minute, "tpm": allowance.tokens_per_minute}
        found = {name: str(value) for name, value in known.items() if value is not None}
        if found:
            self._client.hset(self._keys[0], mapping=found)

    def _now(self) -> str:
        return "" if self._clock is None else repr(self._clock())


def _text(limit: float | None) -> str:
    return "" if limit is None else repr(limit)
