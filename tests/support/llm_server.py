"""A local server that speaks OpenAI's and Anthropic's protocols, counts its bill, and misbehaves on demand.

with LlmServer() as server:
    server.faults.extend(["429", "html"])      # one for each coming call, in order
    server.answer = lambda call: '{"replacements": []}'
    ... base_url=server.openai_url / server.anthropic_url ...
    assert server.paid == 1
"""

import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.support.llm_batches import Batches
from tests.support.llm_lies import LIES, RAW

STATUS_FAULTS = {
    "400",
    "401",
    "402",
    "403",
    "404",
    "408",
    "409",
    "413",
    "418",
    "422",
    "429",
    "500",
    "502",
    "503",
    "504",
    "520",
    "524",
    "529",
}
LONGEST_HANG_SECONDS = 30.0
CACHED = 600
"""Tokens of every prompt that come from the cache."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came in."""

    dialect: str
    """`responses`, `chat` or `messages`."""
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def user(self) -> str:
        """The user's text, whatever the dialect."""
        if self.dialect == "responses":
            return str(self.body["input"])
        content = self.body["messages"][-1]["content"]
        return content if isinstance(content, str) else "".join(part["text"] for part in content)


@dataclass(frozen=True, slots=True)
class Bill:
    """What a vendor would bill for one call, in tokens, whatever it reports."""

    fresh: int
    cached: int
    output: int
    call: Call


@dataclass
class LlmServer:
    """Faults: a status (`"429"`), `quota`, `filter`, `html`, `refusal`, `truncated`, `not-json`, `overload`,
    `lost-before` and `lost-after` (the connection closes before or after the call is billed), `hang` (no
    answer at all), `drip` (an answer that begins and never ends, a character at a time), `billed-502` (or any
    status: the answer was made and lost on its way), `half` (the connection closes within the body), and
    those of `tests.support.llm_lies`."""

    answer: Callable[[Call], str] = lambda _call: '{"replacements": []}'
    fault_of: Callable[[Call], str] = lambda _call: ""
    """The fault of a call for which `faults` holds none."""
    delay_seconds: float = 0.0
    retry_after: str | None = "7"
    faults: deque[str] = field(default_factory=deque)
    calls: list[Call] = field(default_factory=list)
    paid: int = 0
    """Calls whose answer was made, and which a vendor would bill, whether or not it arrived."""
    bills: list[Bill] = field(default_factory=list)
    """One for each of them."""
    port: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.batches = Batches(self._answer_in_batch)
        self.stopping = threading.Event()
        served = self

        class Handler(_Handler):
            server_state = served

        self._http = _Server(("127.0.0.1", self.port), Handler)
        self.port = self._http.server_port

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def _answer_in_batch(self, dialect: str, body: Mapping[str, Any]) -> dict[str, Any]:
        call = Call(dialect, body, {})
        text = self.answer(call)
        with self.lock:
            self.calls.append(call)
            self.paid += 1
        return REPLIES[dialect](text, "", body.get("model", "local"), _prompt(body))

    @property
    def openai_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def anthropic_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed in mid-call is what this server is for; only other errors are printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server_state: LlmServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._send(*self.server_state.batches.get(self.path))

    def do_POST(self) -> None:
        state = self.server_state
        if batch_reply := self._batch():
            self._send(*batch_reply)
            return
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        if self.path.endswith("/count_tokens"):
            self._send(200, {"input_tokens": max(1, len(json.dumps(body)) // 4)})
            return
        dialect = {"responses": "responses", "completions": "chat", "messages": "messages"}[
            self.path.rsplit("/", 1)[-1]
        ]
        call = Call(dialect, body, dict(self.headers.items()))
        with state.lock:
            state.calls.append(call)
            fault = state.faults.popleft() if state.faults else ""
        fault = fault or state.fault_of(call)
        if self._fails_unbilled(fault, dialect):
            return
        if state.delay_seconds:
            time.sleep(state.delay_seconds)
        text = state.answer(call)
        good = REPLIES[dialect](text, fault, body.get("model", "local"), _prompt(body))
        with state.lock:
            state.paid += 1
            state.bills.append(Bill(_prompt(body) - CACHED, CACHED, _tokens(text), call))
        self._deliver(fault, dialect, good)

    def _deliver(self, fault: str, dialect: str, good: dict[str, Any]) -> None:
        """From here on the call is billed."""
        if fault == "lost-after":
            self._cut()
        elif fault == "half":
            self._send(200, json.dumps(good)[:80], promised=len(json.dumps(good)))
            self._cut()
        elif fault.startswith("billed-"):
            status = int(fault.removeprefix("billed-"))
            self._send(status, _error(dialect, "server_error", f"planted {fault}"))
        elif fault in RAW:
            self._send(200, RAW[fault](dialect, good))
        else:
            self._send(200, LIES[fault](dialect, good) if fault in LIES else good)

    def _batch(self) -> tuple[int, Any] | None:
        """What is said to a request of the batch APIs; None for any other."""
        if not self.path.endswith(("/files", "/batches")):
            return None
        data = self.rfile.read(int(self.headers.get("content-length", 0)))
        return self.server_state.batches.post(self.path, data, self.headers.get("content-type", ""))

    def _fails_unbilled(self, fault: str, dialect: str) -> bool:
        state = self.server_state
        if fault in STATUS_FAULTS:
            self._send(int(fault), _error(dialect, "busy", f"planted {fault}"), retry_after=state.retry_after)
        elif fault == "filter":
            self._send(400, _error(dialect, "content_filter", "the prompt was filtered"))
        elif fault == "quota":
            self._send(429, _error(dialect, "insufficient_quota", "you exceeded your current quota"))
        elif fault == "overload":
            self._send(200, _error(dialect, "overloaded_error", "Overloaded"))
        elif fault == "html":
            self._send(200, "<html><body>Sign in to the proxy</body></html>", content_type="text/html")
        elif fault == "lost-before":
            self._cut()
        elif fault == "hang":
            state.stopping.wait(LONGEST_HANG_SECONDS)
            self._cut()
        elif fault == "drip":
            self._drip()
        else:
            return False
        return True

    def _drip(self) -> None:
        """So slowly that no read ever waits long: only who watches the whole call can end it."""
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "1000000")
        self.end_headers()
        until = time.monotonic() + LONGEST_HANG_SECONDS
        while time.monotonic() < until and not self.server_state.stopping.wait(0.5):
            try:
                self.wfile.write(b" ")
            except OSError:
                break
        self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _send(
        self,
        status: int,
        body: Any,
        *,
        content_type: str = "application/json",
        retry_after: str | None = None,
        promised: int | None = None,
    ) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(promised or len(data)))
        self.send_header("x-request-id", "req-local")
        self.send_header("request-id", "req-local")
        if retry_after is not None:
            self.send_header("retry-after", retry_after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing: a test reads `calls`."""


def _error(dialect: str, code: str, message: str) -> dict[str, Any]:
    if dialect == "messages":
        return {"type": "error", "error": {"type": code, "message": message}}
    return {"error": {"message": message, "code": code, "type": code}}


def _cut_short(text: str, fault: str) -> str:
    if fault == "truncated":
        return text[: len(text) // 2]
    return "this is no JSON" if fault == "not-json" else text


def _prompt(body: Mapping[str, Any]) -> int:
    """Tokens of the request, those from the cache included."""
    return max(1000, len(json.dumps(body)) // 4)


def _tokens(text: str) -> int:
    return max(1, len(text) // 4)


def _responses(text: str, fault: str, model: str, prompt: int) -> dict[str, Any]:
    content: dict[str, Any] = {"type": "output_text", "text": _cut_short(text, fault), "annotations": []}
    if fault == "refusal":
        content = {"type": "refusal", "refusal": "I will not do that"}
    status = "incomplete" if fault == "truncated" else "completed"
    return {
        "id": "resp-local",
        "object": "response",
        "created_at": 1,
        "model": model,
        "status": status,
        "incomplete_details": {"reason": "max_output_tokens"} if fault == "truncated" else None,
        "error": None,
        "output": [
            {"type": "message", "id": "m1", "role": "assistant", "status": status, "content": [content]}
        ],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": prompt,
            "output_tokens": _tokens(text),
            "total_tokens": prompt + _tokens(text),
            "input_tokens_details": {"cached_tokens": CACHED, "cache_write_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
    }


def _chat(text: str, fault: str, model: str, prompt: int) -> dict[str, Any]:
    message = {
        "role": "assistant",
        "content": None if fault == "refusal" else _cut_short(text, fault),
        "refusal": "I will not do that" if fault == "refusal" else None,
    }
    finish = "length" if fault == "truncated" else "stop"
    return {
        "id": "chat-local",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "finish_reason": finish, "logprobs": None, "message": message}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": _tokens(text),
            "total_tokens": prompt + _tokens(text),
            "prompt_tokens_details": {"cached_tokens": CACHED},
        },
    }


def _messages(text: str, fault: str, model: str, prompt: int) -> dict[str, Any]:
    stop = {"refusal": "refusal", "truncated": "max_tokens"}.get(fault, "end_turn")
    return {
        "id": "msg-local",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [] if fault == "refusal" else [{"type": "text", "text": _cut_short(text, fault)}],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {
            "input_tokens": prompt - CACHED,
            "output_tokens": _tokens(text),
            "cache_read_input_tokens": CACHED,
            "cache_creation_input_tokens": 0,
        },
    }


REPLIES: dict[str, Callable[[str, str, str, int], dict[str, Any]]] = {
    "responses": _responses,
    "chat": _chat,
    "messages": _messages,
}
