"""OpenAI's batches: a file of requests up, a file of answers down."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from app.domain.chat import ChatReply, ChatRequest
from app.domain.errors import CopydeskError, ProviderRefused, ProviderUnavailable
from app.llm.models.batch import Answers, at_half_price
from app.llm.outcomes import status_outcome

OVER = frozenset({"completed", "expired", "cancelled", "failed"})
OURS = "copydesk"
"""The key of a batch's metadata that holds our own name for it."""
MOST_LISTED = 1_000


def send(
    client: Any,
    name: str,
    requests: Mapping[str, ChatRequest],
    *,
    path: str,
    body: Callable[[ChatRequest], Any],
) -> str:
    lines = [
        json.dumps({"custom_id": one, "method": "POST", "url": path, "body": body(request)})
        for one, request in requests.items()
    ]
    data = "\n".join(lines).encode()
    file = client.files.create(file=(f"{name}.jsonl", data, "application/jsonl"), purpose="batch")
    batch = client.batches.create(
        input_file_id=file.id, endpoint=path, completion_window="24h", metadata={OURS: name}
    )
    return str(batch.id)


def find(client: Any, name: str) -> str | None:
    for batch in islice(client.batches.list(limit=100), MOST_LISTED):
        if (batch.metadata or {}).get(OURS) == name:
            return str(batch.id)
    return None


Read = Callable[[Any, str | None, ChatRequest], ChatReply]
"""Makes a reply of an answer's body, its id and the request."""


def answers(client: Any, batch_id: str, requests: Mapping[str, ChatRequest], *, read: Read) -> Answers | None:
    batch = client.batches.retrieve(batch_id)
    if batch.status not in OVER:
        return None
    answered: dict[str, ChatReply | CopydeskError] = {}
    for line in (*_lines(client, batch.output_file_id), *_lines(client, batch.error_file_id)):
        request = requests.get(str(line.get("custom_id")))
        if request is not None:
            answered[str(line["custom_id"])] = _answer(line, request, read)
    if batch.status == "failed":
        reasons = "; ".join(
            str(error.message) for error in (batch.errors.data if batch.errors else None) or ()
        )
        raise ProviderRefused(f"openai took none of the batch {batch_id}: {reasons or 'no reason was given'}")
    return answered


def _lines(client: Any, file_id: str | None) -> Iterator[dict[str, Any]]:
    if not file_id:
        return
    for line in client.files.content(file_id).text.splitlines():
        if line.strip():
            yield json.loads(line)


def _answer(line: Mapping[str, Any], request: ChatRequest, read: Read) -> ChatReply | CopydeskError:
    response = line.get("response") or {}
    status, body = response.get("status_code"), response.get("body") or {}
    if status == 200:
        try:
            return at_half_price(read(body, response.get("request_id"), request))
        except CopydeskError as unreadable:
            return unreadable
    error = line.get("error") or body.get("error") or {}
    message, code = str(error.get("message", "no answer")), str(error.get("code") or "")
    if status is None:
        return ProviderUnavailable(f"openai did not get to it ({code}): {message}")
    return status_outcome("openai", int(status), code=code, message=message, headers={})
