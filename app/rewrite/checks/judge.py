"""A chat model asked whether the changed passages still mean the same. The ledger pays for every question."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from app.domain.chat import ChatReply, ChatRequest
from app.domain.errors import ReplyUnusable
from app.domain.facts import FactDifference
from app.llm.ledger import Account, Ledger
from app.llm.models.contract import ChatModel
from app.platform.closing import close_if_it_can
from app.rewrite.checks.contract import Passage, doubt
from app.rewrite.masks.redacted import redacted
from app.rewrite.masks.sanitize import visible
from app.rewrite.prompt import nonce_of, prompt
from app.rewrite.proposal import RewriteJob

PROMPT = "judge"
PURPOSE = "check"
MOST_CHARACTERS = 12_000
"""Of passages in one request; more are asked about in further ones."""
TOKENS_FOR_A_FINDING = 120
KINDS = ("contradiction", "unsupported")
LONGEST_WHY = 300


class JudgeCheck:
    """Raises what `Ledger.complete` raises, ReplyUnusable for an answer that cannot be read."""

    def __init__(self, model: ChatModel, ledger: Ledger) -> None:
        self.name = f"{model.provider}:{model.model}"
        self._model = model
        self._ledger = ledger

    def differences(self, passages: Sequence[Passage], job: RewriteJob) -> list[FactDifference]:
        found: list[FactDifference] = []
        for some in _in_requests(passages):
            found.extend(self._asked(some, job))
        return found

    def close(self) -> None:
        """Close the model's connections."""
        close_if_it_can(self._model)

    def _asked(self, passages: Sequence[Passage], job: RewriteJob) -> Iterator[FactDifference]:
        request = request_for(passages, nonce_of(job))
        reply = self._ledger.complete(
            self._model,
            request,
            key=_key(self._model, job.revision_id, request),
            account=Account(
                project_id=job.project_id,
                run_id=job.run_id,
                submission_id=job.submission_id,
                revision_id=job.revision_id,
                budgets=job.policy.budgets,
                purpose=PURPOSE,
            ),
        )
        for number, kind, why in _read(reply, len(passages), self.name):
            yield doubt(passages[number - 1], found_by=self.name, why=f"{kind}: {why}")


def request_for(passages: Sequence[Passage], nonce: str) -> ChatRequest:
    """One question about these passages, as data between markers with the code `nonce`."""
    lines = [f"Data code: {nonce}."]
    for number, passage in enumerate(passages, start=1):
        lines += [
            f"\n## Passage {number}",
            f"<data {nonce} before>",
            redacted(passage.before),
            f"</data {nonce}>",
        ]
        lines += [f"<data {nonce} after>", redacted(passage.after), f"</data {nonce}>"]
    instructions = prompt(PROMPT)
    return ChatRequest(
        system=instructions.text,
        user="\n".join(lines),
        schema=_schema(len(passages)),
        schema_name="meaning_findings",
        max_output_tokens=1024 + TOKENS_FOR_A_FINDING * len(passages),
        prompt_version=instructions.version,
    )


def _schema(passages: int) -> dict[str, Any]:
    finding = {
        "type": "object",
        "properties": {
            "passage": {"type": "integer", "enum": list(range(1, passages + 1))},
            "kind": {"type": "string", "enum": list(KINDS)},
            "why": {"type": "string"},
        },
        "required": ["passage", "kind", "why"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"findings": {"type": "array", "items": finding}},
        "required": ["findings"],
        "additionalProperties": False,
    }


def _read(reply: ChatReply, passages: int, name: str) -> list[tuple[int, str, str]]:
    if reply.problem:
        raise ReplyUnusable(f"{name} was paid and its judgement cannot be used ({reply.problem})")
    try:
        data: Any = json.loads(reply.text)
    except (ValueError, RecursionError):
        raise ReplyUnusable(f"{name} judged with something that is not JSON") from None
    findings = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(findings, list):
        raise ReplyUnusable(f"{name} judged with JSON that has no list of findings")
    found: list[tuple[int, str, str]] = []
    for item in findings:
        match item:
            case {"passage": int(number), "kind": str(kind), "why": str(why)} if (
                1 <= number <= passages and kind in KINDS
            ):
                found.append((number, kind, " ".join(visible(why).split())[:LONGEST_WHY]))
            case _:
                raise ReplyUnusable(
                    f"{name} judged with a finding on a passage or of a kind that nobody asked for"
                )
    return found


def _in_requests(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    some: list[Passage] = []
    room = MOST_CHARACTERS
    for passage in passages:
        size = len(passage.before) + len(passage.after)
        if some and size > room:
            yield some
            some, room = [], MOST_CHARACTERS
        some.append(passage)
        room -= size
    if some:
        yield some


def _key(model: ChatModel, revision_id: str, request: ChatRequest) -> str:
    """Names the same question about the same revision: asked again, it is found."""
    identity = json.dumps([model.provider, model.model, revision_id, asdict(request)], sort_keys=True)
    return hashlib.sha256(identity.encode()).hexdigest()
