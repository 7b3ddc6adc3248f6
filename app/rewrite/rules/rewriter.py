"""The `rules` rewriter: offline, free, and sure of everything it touches."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from app.content import read_text
from app.domain.content import PROSE_KINDS, Block, Document
from app.rewrite.inline_code import inline_code
from app.rewrite.proposal import Proposal, RewriteJob
from app.rewrite.rules.answer_first import answer_edits
from app.rewrite.rules.edits import Edit, apply_edits, protected_spans, without_overlaps
from app.rewrite.rules.filler import filler_edits
from app.rewrite.rules.headings import heading_edits
from app.rewrite.rules.language import LanguageRules, rules_for
from app.rewrite.rules.long_sentences import split_edits

VERSION = "rules-3"
MOST_PASSES = 8
"""Each pass makes the text simpler, so few are needed; the cap only bounds a surprise."""

_NOTES = {
    "filler": "cut or shortened {n} filler phrase(s)",
    "long-sentence": "split {n} over-long sentence(s)",
    "heading-level": "put {n} heading level(s) in order",
    "answer-first": "moved the answering sentence to the front",
}


class RulesRewriter:
    """Does what rules can do in the languages they were written for; other languages keep every byte
    but their heading levels. Proposing again on its own result changes nothing."""

    name = "rules"
    is_paid = False

    def propose(self, job: RewriteJob) -> Proposal:
        """Replacements for the sections with findings; all sections where a finding names none."""
        open_sections = _open_sections(job)
        document = job.document
        done: dict[str, Counter[str]] = defaultdict(Counter)
        for _ in range(MOST_PASSES):
            edits = _edits(document, open_sections, job.policy.protected)
            if not edits:
                break
            changed = read_text(
                apply_edits(document.source, edits), path=document.path, format=document.format
            )
            if [section.id for section in changed.sections] != [s.id for s in document.sections]:
                break
            for edit in edits:
                done[edit.section_id][edit.rule] += 1
            document = changed
        return Proposal(
            replacements=_replacements(job.document, document),
            notes={section_id: _note(counts) for section_id, counts in done.items()},
            provider="rules",
            model=VERSION,
            prompt_version=VERSION,
        )


def _open_sections(job: RewriteJob) -> frozenset[str]:
    named = frozenset(finding.section_id for finding in job.findings)
    if not named or "" in named or job.instructions:
        return frozenset(section.id for section in job.document.sections)
    return named


def _edits(document: Document, open_sections: frozenset[str], protected: tuple[str, ...]) -> list[Edit]:
    walls = list(protected_spans(document, protected))
    walls += [span for block in document.blocks for span, _ in inline_code(document, block)]
    if document.front_matter_span is not None:
        walls.append(document.front_matter_span)
    return without_overlaps(_wishes(document, open_sections), walls)


def _wishes(document: Document, open_sections: frozenset[str]) -> Iterator[Edit]:
    yield from heading_edits(document)
    rules = rules_for(document.language)
    if rules is None:
        return
    blocks: dict[str, list[Block]] = defaultdict(list)
    for block in document.blocks:
        blocks[block.section_id].append(block)
    for section in document.sections:
        if section.id not in open_sections:
            continue
        moves = answer_edits(document, section, blocks[section.id], rules)
        yield from moves
        if not moves:
            yield from _sentence_edits(document, blocks[section.id], rules)


def _sentence_edits(document: Document, blocks: list[Block], rules: LanguageRules) -> Iterator[Edit]:
    for block in blocks:
        if block.kind in PROSE_KINDS:
            yield from filler_edits(document, block, rules)
            yield from split_edits(document, block, rules)


def _replacements(original: Document, rewritten: Document) -> dict[str, str]:
    pairs = zip(original.sections, rewritten.sections, strict=True)
    texts = {
        before.id: (
            original.source[before.span.start : before.span.end],
            rewritten.source[after.span.start : after.span.end],
        )
        for before, after in pairs
    }
    return {section_id: after for section_id, (before, after) in texts.items() if before != after}


def _note(counts: Counter[str]) -> str:
    return "; ".join(_NOTES[rule].format(n=count) for rule, count in sorted(counts.items()))
