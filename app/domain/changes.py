"""The difference a rewrite makes, as changes that a reviewer accepts or rejects one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.content import Span


class ChangeKind(StrEnum):
    REPLACED = "replaced"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One contiguous part of a change. A moved passage has two: its old position and its new one."""

    before: Span
    """In the original; empty where something was added."""
    after: Span
    """In the candidate; empty where something was removed."""
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """Changes never overlap and are independent: any subset of them yields a valid text."""

    id: str
    """`c1`, `c2`, ... in the order of the original."""
    kind: ChangeKind
    parts: tuple[ChangePart, ...]
    section_id: str = ""
    answers: tuple[str, ...] = ()
    """Ids of the checks whose findings it addresses."""
    why: str = ""

    @property
    def before(self) -> Span:
        return self.parts[0].before

    @property
    def after(self) -> Span:
        return self.parts[0].after

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "section": self.section_id,
            "answers": list(self.answers),
            "why": self.why,
            "parts": [
                {
                    "before": [part.before.start, part.before.end],
                    "after": [part.after.start, part.after.end],
                    "old": part.old,
                    "new": part.new,
                }
                for part in self.parts
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Change":
        """The inverse of `to_json`; raises KeyError or ValueError for anything else."""
        return cls(
            id=data["id"],
            kind=ChangeKind(data["kind"]),
            section_id=data["section"],
            answers=tuple(data["answers"]),
            why=data["why"],
            parts=tuple(
                ChangePart(Span(*part["before"]), Span(*part["after"]), part["old"], part["new"])
                for part in data["parts"]
            ),
        )
