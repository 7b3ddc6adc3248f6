"""A chat model as a rewriter, in two pure halves: what to ask, and what the reply means.

Between the two the ledger pays (`app.llm.ledger`): a reply is stored before it is read, so that reading
it again after a crash costs nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from app.domain.chat import ChatRequest
from app.domain.content import PROSE_KINDS, Block, Document, Section, Span
from app.domain.errors import ReplyUnusable
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.llm.models.contract import ChatModel
from app.rewrite.apply import editable_span
from app.rewrite.masks import MaskBroken, Masked, mask_section, restore
from app.rewrite.passages import part_of
from app.rewrite.prompt import SCHEMA_NAME, Asked, neighbours, prompt, request_text, schema_for
from app.rewrite.proposal import Proposal, RewriteJob
from app.rewrite.reply import leaks_note, read_reply

MOST_CHARACTERS = 40_000
"""Of masked text in one call; what is beyond waits for the next cycle, the gravest findings go first."""
SPARE_TOKENS = 4_096
"""For a model's own thinking and the frame of the answer."""

SHARE_OF_PAGE = 0.3
"""Of the page's characters in one call: what else is wanting is better asked once it is known what helped."""

_SEVERITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.SUGGESTION: 2}
_WEIGHTY = frozenset({EvidenceGrade.A, EvidenceGrade.B})


@dataclass(frozen=True, slots=True)
class PreparedCall:
    request: ChatRequest
    key: str
    """Names the same request: sha256 over provider, model and everything that is sent."""
    provider: str
    model: str
    masked: tuple[Masked, ...]
    """The sections asked for, as they were shown."""
    originals: tuple[tuple[str, str, str], ...]
    """Their source in the same order: what stands before the part that was shown, it, and what follows."""


class ModelRewriter:
    """Sends the sections with findings and nothing else; the rest of the text never leaves the house."""

    def __init__(self, model: ChatModel) -> None:
        self.model = model
        self.name = f"{model.provider}:{model.model}"

    def prepare(self, job: RewriteJob) -> PreparedCall:
        """The one request of this cycle. Pure: the same job gives the same request and key.

        Raises ReplyUnusable when no section can be sent: there is nothing that a model may touch.
        """
        return prepare(job, self.model.provider, self.model.model)

    def read(self, prepared: PreparedCall, reply_text: str) -> Proposal:
        """What the reply proposes. A section whose marks did not survive is left as it was, with a note.

        Raises ReplyUnusable when the reply is not of the schema, or no section of it can be used.
        """
        shown = {masked.section_id: masked for masked in prepared.masked}
        originals = dict(zip(shown, prepared.originals, strict=True))
        replacements: dict[str, str] = {}
        notes: dict[str, str] = {}
        broken: list[str] = []
        for section in read_reply(reply_text, self.name):
            section_id = section.id
            if section_id not in shown or section_id in notes:
                raise ReplyUnusable(
                    f"{self.name} answered for section {section_id!r}, which was not asked or is doubled"
                )
            notes[section_id] = section.note
            try:
                restored = restore(section.text, shown[section_id])
            except MaskBroken as error:
                broken.append(str(error))
                notes[section_id] = f"left as it was: {error}"
                continue
            before, shown_part, after = originals[section_id]
            if leaks_note(section, restored, shown_part):
                raise ReplyUnusable(f"{self.name} wrote its note into the text of section {section_id!r}")
            if restored.strip() and restored.strip() != shown_part.strip():
                replacements[section_id] = f"{before}{_with_margins_of(shown_part, restored)}{after}"
        if broken and not replacements:
            raise ReplyUnusable(f"{self.name}: {broken[0]}")
        return Proposal(
            replacements=replacements,
            notes=notes,
            provider=prepared.provider,
            model=prepared.model,
            prompt_version=prepared.request.prompt_version,
        )


def prepare(job: RewriteJob, provider: str, model: str) -> PreparedCall:
    """The one request of this cycle, as `ModelRewriter.prepare` says."""
    asked = _asked(job)
    if not asked:
        raise ReplyUnusable("no section with findings has prose that may be rewritten: a person decides")
    overall = [finding for finding in (*job.findings, *job.advice) if not finding.section_id]
    request = ChatRequest(
        system=prompt().text,
        user=request_text(job, asked, overall),
        schema=schema_for([one.section.id for one in asked]),
        schema_name=SCHEMA_NAME,
        max_output_tokens=_most_output([one.masked for one in asked]),
        prompt_version=prompt().version,
    )
    return PreparedCall(
        request=request,
        key=_key(provider, model, request),
        provider=provider,
        model=model,
        masked=tuple(one.masked for one in asked),
        originals=tuple(_in_three(job.document, one.section, one.span) for one in asked),
    )


def _asked(job: RewriteJob) -> list[Asked]:
    """The sections to send, in document order, their marks numbered through."""
    document = job.document
    chosen = _chosen(job)
    protected = job.policy.protected
    shown: list[Asked] = []
    first = 1
    for section, span in chosen:
        masked = mask_section(document, section, within=span, protected=protected, first=first)
        first += len(masked.masks)
        before, after = neighbours(document, span)
        sent = [other for _, other in chosen]
        shown.append(
            Asked(
                section=section,
                span=span,
                masked=masked,
                findings=tuple(_about(job.findings, section, span)),
                before=_excerpt(document, before, sent, protected),
                after=_excerpt(document, after, sent, protected),
            )
        )
    return shown


def _about(findings: Iterable[Finding], section: Section, span: Span) -> Iterator[Finding]:
    """What was found in this part of the section, or in the section as a whole."""
    for finding in findings:
        place = finding.span
        if finding.section_id == section.id and (
            place is None or (place.start < span.end and span.start < place.end)
        ):
            yield finding


def _in_three(document: Document, section: Section, span: Span) -> tuple[str, str, str]:
    whole = editable_span(document, section)
    source = document.source
    return source[whole.start : span.start], source[span.start : span.end], source[span.end : whole.end]


def _with_margins_of(old: str, new: str) -> str:
    """White space around a part is the author's: an answer without its line breaks glues nothing together."""
    before = old[: len(old) - len(old.lstrip())]
    return f"{before}{new.strip()}{old[len(old.rstrip()) :]}"


def _chosen(job: RewriteJob) -> list[tuple[Section, Span]]:
    """The sections where most is to be gained, up to a share of the page; a person's wish goes to all.

    Findings that carry weight in a score come before those that are matters of taste. Where findings
    speak of the whole text alone, each cycle takes the next sections in turn. Of a section that is larger
    than the share, the part with most findings goes.
    """
    document = job.document
    with_prose = {block.section_id for block in document.blocks if block.kind in PROSE_KINDS}
    sections = [section for section in document.sections if section.id in with_prose]
    if job.instructions.strip():
        return [
            (section, editable_span(document, section))
            for section in _fitting(sections, document, MOST_CHARACTERS)
        ]
    gravest: dict[str, tuple[int, int]] = {}
    for finding in job.findings:
        gravest[finding.section_id] = min(gravest.get(finding.section_id, (9, 9)), _gravity(finding))
    named = [section for section in sections if section.id in gravest]
    ordered = sorted(named, key=lambda section: gravest[section.id])
    if not named and sections:
        turn = (job.cycle - 1) * max(1, int(len(sections) * SHARE_OF_PAGE)) % len(sections)
        ordered = sections[turn:] + sections[:turn]
    page = sum(len(editable_span(document, section)) for section in document.sections)
    room = min(MOST_CHARACTERS, int(page * SHARE_OF_PAGE))
    taken = _fitting(ordered, document, room)
    spans = [(section, part_of(document, section, job.findings, room=room)) for section in taken]
    return sorted(spans, key=lambda one: one[1].start)


def _fitting(sections: Sequence[Section], document: Document, room: int) -> list[Section]:
    """In the order given, at least one."""
    taken: list[Section] = []
    for section in sections:
        size = len(editable_span(document, section))
        if size <= room or not taken:
            taken.append(section)
            room -= size
    return taken


def _gravity(finding: Finding) -> tuple[int, int]:
    return _SEVERITY[finding.severity], 0 if finding.evidence in _WEIGHTY else 1


def _excerpt(document: Document, block: Block | None, sent: Sequence[Span], protected: Iterable[str]) -> str:
    """A neighbour as context, unless it is sent itself. Its marks are taken out: they belong to no answer."""
    if block is None or any(span.start <= block.span.start < span.end for span in sent):
        return ""
    section = next(one for one in document.sections if one.id == block.section_id)
    masked = mask_section(document, section, within=block.span, protected=protected)
    text = masked.text
    for mask in masked.masks:
        text = text.replace(mask.token, "…", 1)
    return text


def _most_output(masked: Sequence[Masked]) -> int:
    """Tokens: half as much again as what is sent, counted generously, plus room to think."""
    size = sum(len(one.text.encode("utf-8", "surrogatepass")) for one in masked)
    return SPARE_TOKENS + size // 2


def _key(provider: str, model: str, request: ChatRequest) -> str:
    identity = json.dumps([provider, model, asdict(request)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(identity.encode()).hexdigest()
