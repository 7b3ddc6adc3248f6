"""The prompt: a versioned file as the stable prefix, and one request's sections as marked data."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any

from app.domain.content import PROSE_KINDS, Block, Document, Section, Span
from app.domain.policy import HouseStyle
from app.domain.scores import Finding
from app.rewrite.masks import Masked
from app.rewrite.masks.mask import SHOWN
from app.rewrite.masks.sanitize import CHAT_TEMPLATE, visible
from app.rewrite.proposal import RewriteJob
from app.rewrite.refused import refused_lines

PROMPT = "rewrite"
SCHEMA_NAME = "rewritten_sections"
LONGEST_FINDING = 300
LONGEST_CONTEXT = 90
"""Characters of a neighbour that are shown so that the section joins on to it."""
MOST_OVERALL = 2
"""Findings on the article as a whole in one request; the next cycle is asked about what is left."""


@dataclass(frozen=True, slots=True)
class Prompt:
    text: str
    version: str
    """Name and hash of the file: stored with every call."""


@cache
def prompt(name: str = PROMPT) -> Prompt:
    text = files(__package__).joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    return Prompt(text, f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One section with what is wanted of it."""

    section: Section
    span: Span
    """The part of it that is sent."""
    masked: Masked
    findings: tuple[Finding, ...]
    before: str
    """The neighbour's masked text, for context."""
    after: str


def schema_for(section_ids: Sequence[str]) -> Mapping[str, Any]:
    """JSON schema of the answer: nothing but sections of these ids."""
    section = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "enum": list(section_ids)},
            "text": {"type": "string"},
            "note": {"type": "string"},
        },
        "required": ["id", "text", "note"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sections": {"type": "array", "items": section}},
        "required": ["sections"],
        "additionalProperties": False,
    }


def nonce_of(job: RewriteJob) -> str:
    """A code that the article's author cannot foresee (the project's id is no part of any article), and the
    same for the same text: who submits it again finds the reply that was paid for."""
    parts = (job.project_id, str(job.cycle), job.document.source)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def request_text(job: RewriteJob, asked: Sequence[Asked], overall: Sequence[Finding]) -> str:
    """What is sent beside the stable prefix."""
    nonce = nonce_of(job)
    language = job.document.language or "the language of the text"
    lines = [
        f"Language: {language}. Markup: {job.document.format}. Data code: {nonce}.",
        *_style(job.policy.style),
    ]
    if job.instructions.strip():
        lines += ["An editor of the desk asks:", _quiet(job.instructions)]
    sent = {one.section.id for one in asked}
    lines += refused_lines(job.refused, sent, nonce, protected=job.policy.protected)
    wishes = _numbered(asked)
    lines += [f"[{number}] {wish}" for wish, number in wishes.items() if number]
    if overall:
        general = dict.fromkeys(_wish(finding) for finding in overall)
        lines += ["On the article as a whole:", *[f"- {wish}" for wish in list(general)[:MOST_OVERALL]]]
    if job.document.title and job.document.title not in "".join(one.masked.text for one in asked):
        lines += [f"Title (data {nonce}): {_short(job.document.title)}"]
    for one in asked:
        lines += _section(one, nonce, wishes)
    return "\n".join(lines)


def _section(one: Asked, nonce: str, wishes: Mapping[str, int]) -> list[str]:
    found = dict.fromkeys(_wish(finding) for finding in one.findings)
    numbers = " ".join(f"[{wishes[wish]}]" for wish in found if wishes[wish])
    lines = [f"\n## Section {one.section.id} {numbers}".rstrip()]
    lines += [f"- {wish}" for wish in found if not wishes[wish]]
    shown = [f"{mask.token} = {visible(mask.original)}" for mask in one.masked.masks if mask.kind in SHOWN]
    if shown:
        lines += ["Marks: " + "; ".join(shown)]
    if one.before.strip():
        lines += [f"<data {nonce} before>{_short(one.before, last=True)}</data {nonce}>"]
    if one.after.strip():
        lines += [f"<data {nonce} after>{_short(one.after)}</data {nonce}>"]
    return [*lines, f"<data {nonce} {one.section.id}>", one.masked.text.strip(), f"</data {nonce}>"]


def _numbered(asked: Sequence[Asked]) -> dict[str, int]:
    """Each wish, with a number where more than one section gets it, so it is stated once; 0 elsewhere."""
    times = Counter(wish for one in asked for wish in {_wish(finding) for finding in one.findings})
    numbers = count(1)
    return {wish: next(numbers) if often > 1 else 0 for wish, often in times.items()}


def _wish(finding: Finding) -> str:
    """What to do; a finding may quote the article, so its words are kept short and quiet."""
    return _quiet(finding.fix or finding.message)[:LONGEST_FINDING]


def _style(style: HouseStyle) -> list[str]:
    wishes = {
        "Tone": style.tone,
        "Use these terms": ", ".join(style.use),
        "Avoid these terms": ", ".join(style.avoid),
        "Reading level": style.reading_level,
        "Dialect": style.dialect,
    }
    return [f"{name}: {wish}." for name, wish in wishes.items() if wish]


def _quiet(text: str) -> str:
    return CHAT_TEMPLATE.sub(" ", visible(text)).replace("\n", " ").strip()


def _short(text: str, *, last: bool = False) -> str:
    text = " ".join(_quiet(text).split())
    if len(text) <= LONGEST_CONTEXT:
        return text
    return f"... {text[-LONGEST_CONTEXT:]}" if last else f"{text[:LONGEST_CONTEXT]} ..."


def neighbours(document: Document, span: Span) -> tuple[Block | None, Block | None]:
    """The blocks of text next to a part."""
    stated = [block for block in document.blocks if block.kind in PROSE_KINDS]
    before = [block for block in stated if block.span.end <= span.start]
    after = (block for block in stated if block.span.start >= span.end)
    return before[-1] if before else None, next(after, None)
