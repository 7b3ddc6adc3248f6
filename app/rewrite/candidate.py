"""A proposed text with what changed and whether its facts survived; not yet a revision."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.changes import Change
from app.domain.facts import FactsReport
from app.rewrite.apply import apply
from app.rewrite.changes import changes
from app.rewrite.facts import compare_texts
from app.rewrite.proposal import Proposal, RewriteJob
from app.rewrite.text import Text


@dataclass(frozen=True, slots=True)
class Candidate:
    proposal: Proposal
    text: Text
    is_change: bool
    """Whether it differs from the revision that it was made of."""
    changes: tuple[Change, ...]
    facts: FactsReport


def candidate_of(
    job: RewriteJob, original: Text, proposal: Proposal, supplied_sources: Collection[str]
) -> Candidate:
    """Put the proposal in place and compare. `original` holds the facts to keep. Pure.

    Raises ReplyUnusable for a section that does not exist.
    """
    document = job.document
    source = apply(document, proposal)
    text = Text(source, document.path, document.format)
    return Candidate(
        proposal,
        text,
        source != document.source,
        changes(document.source, source, document=document, findings=job.findings, notes=proposal.notes),
        compare_texts(original, text, supplied_sources=supplied_sources),
    )
