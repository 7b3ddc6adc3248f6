"""The batch APIs of both vendors, as far as a client sees them. A batch is over when `ends` says so."""

import email
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

COUNTS = ("processing", "succeeded", "errored", "canceled", "expired")
Answer = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""Dialect and body of one request -> the answer as the vendor would write it."""


@dataclass
class Batch:
    id: str
    vendor: str
    requests: list[dict[str, Any]]
    metadata: dict[str, str] = field(default_factory=dict)
    results: list[dict[str, Any]] | None = None


@dataclass
class Batches:
    answer: Answer
    are_over: bool = True
    """Whether clients are informed that a batch has ended."""
    refuses: str = ""
    """A message with which new batches are refused."""
    forgets: int = 0
    """This many new batches are accepted, but the request fails before their id is returned: status 500."""
    expired: set[int] = field(default_factory=set)
    """Places of the requests that the vendor does not get to."""
    made: list[Batch] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, path: str, data: bytes, content_type: str) -> tuple[int, Any]:
        with self.lock:
            if path.endswith("/files"):
                return 200, self._file(_part(data, content_type))
            if self.refuses:
                error = {"type": "invalid_request_error", "code": "invalid", "message": self.refuses}
                return 400, {"type": "error", "error": error}
            batch = self._make(path, json.loads(data))
            self.made.append(batch)
            if self.forgets:
                self.forgets -= 1
                return 500, {"type": "error", "error": {"type": "api_error", "message": "planted"}}
            return 200, self._shown(batch)

    def get(self, path: str) -> tuple[int, Any]:
        path = path.partition("?")[0]
        with self.lock:
            if found := re.search(r"/files/([^/]+)/content$", path):
                return 200, self.files[found[1]]
            if path.endswith("/batches"):
                data = [self._shown(batch) for batch in reversed(self.made)]
                return 200, {
                    "object": "list",
                    "data": data,
                    "has_more": False,
                    "first_id": None,
                    "last_id": None,
                }
            found = re.search(r"/batches/([^/]+)(/results)?$", path)
            batch = next((one for one in self.made if found and one.id == found[1]), None)
            if batch is None:
                return 404, {"type": "error", "error": {"type": "not_found_error", "message": f"no {path}"}}
            if found and found[2]:
                return 200, "\n".join(json.dumps(one) for one in self._results(batch))
            return 200, self._shown(batch)

    def _file(self, text: str) -> dict[str, Any]:
        name = f"file-{len(self.files)}"
        self.files[name] = text
        return {
            "id": name, "object": "file", "bytes": len(text), "created_at": 1, "filename": "b.jsonl",
            "purpose": "batch", "status": "processed",
        }  # fmt: skip

    def _make(self, path: str, body: dict[str, Any]) -> Batch:
        number = len(self.made)
        if path.endswith("/messages/batches"):
            return Batch(f"msgbatch_{number}", "anthropic", body["requests"])
        lines = [json.loads(line) for line in self.files[body["input_file_id"]].splitlines()]
        return Batch(f"batch_{number}", "openai", lines, body.get("metadata") or {})

    def _results(self, batch: Batch) -> list[dict[str, Any]]:
        if batch.results is None:
            make = _anthropic_result if batch.vendor == "anthropic" else _openai_result
            batch.results = [
                make(request, self.answer, is_expired=place in self.expired)
                for place, request in enumerate(batch.requests)
            ]
        return batch.results

    def _shown(self, batch: Batch) -> dict[str, Any]:
        if batch.vendor == "anthropic":
            ended = "ended" if self.are_over else "in_progress"
            return {
                "id": batch.id, "type": "message_batch", "processing_status": ended,
                "results_url": f"/v1/messages/batches/{batch.id}/results" if self.are_over else None,
                "request_counts": dict.fromkeys(COUNTS, 0),
                "created_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-02T00:00:00Z", "ended_at": None,
                "archived_at": None, "cancel_initiated_at": None,
            }  # fmt: skip
        output = None
        if self.are_over:
            output = f"{batch.id}-out"
            self.files[output] = "\n".join(json.dumps(one) for one in self._results(batch))
        return {
            "id": batch.id, "object": "batch", "endpoint": "/v1/responses", "input_file_id": "file-0",
            "completion_window": "24h", "created_at": 1, "metadata": batch.metadata, "errors": None,
            "status": "completed" if self.are_over else "in_progress", "output_file_id": output,
            "error_file_id": None,
        }  # fmt: skip


def _openai_result(request: dict[str, Any], answer: Answer, *, is_expired: bool) -> dict[str, Any]:
    if is_expired:
        error = {"code": "batch_expired", "message": "This request could not be executed in time."}
        return {"id": "r", "custom_id": request["custom_id"], "response": None, "error": error}
    dialect = "responses" if request["url"].endswith("/responses") else "chat"
    body = answer(dialect, request["body"])
    response = {"status_code": 200, "request_id": "req-batch", "body": body}
    return {"id": "r", "custom_id": request["custom_id"], "response": response, "error": None}


def _anthropic_result(request: dict[str, Any], answer: Answer, *, is_expired: bool) -> dict[str, Any]:
    if is_expired:
        return {"custom_id": request["custom_id"], "result": {"type": "expired"}}
    result = {"type": "succeeded", "message": answer("messages", request["params"])}
    return {"custom_id": request["custom_id"], "result": result}


def _part(data: bytes, content_type: str) -> str:
    """The file of a multipart form."""
    message = email.message_from_bytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + data)
    parts = [part for part in message.walk() if part.get_filename()]
    return bytes(parts[0].get_payload(decode=True)).decode()  # type: ignore[arg-type]
