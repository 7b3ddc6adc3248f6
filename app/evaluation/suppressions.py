"""Ignore a finding in the text itself, with a reason that the next reader can judge.

    <!-- copydesk-ignore CON019: the figure is from our own books -->          the next block
    <!-- copydesk-ignore-file CON031, CON032: a contract, long by nature -->   the whole file

In MDX the comment is `{/* ... */}`, in reStructuredText `.. copydesk-ignore ...`.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from app.domain.content import BlockKind, Document, Span
from app.domain.scores import UNUSED_IGNORE, EvidenceGrade, Finding, Severity

NO_REASON = "IGN001"
UNUSED = UNUSED_IGNORE
UNKNOWN = "IGN003"
_CHECK_ID = re.compile(r"[A-Z]{3,6}\d{3}")

_COMMENT = re.compile(
    r"(?:<!--+|\{/\*|^[^\S\n]{0,12}\.\.|\{#)[^\S\n]{0,20}copydesk-ignore(?P<file>-file)?(?![\w-])(?P<rest>[^\n]{0,400})",
    re.MULTILINE,
)
_NAME = r"(?:[A-Za-z][\w-]{0,60}\.[A-Za-z][\w-]{0,60}|[A-Z][A-Z0-9-]{1,30})"
"""A check's id, or a house rule's: `CON019`, `Google.Passive`."""
_REST = re.compile(
    rf"[^\S\n]{{0,20}}(?P<ids>{_NAME}(?:[,\s]{{1,5}}{_NAME}){{0,20}})(?::[^\S\n]{{0,5}}(?P<reason>.*))?"
)
_CLOSING = re.compile(r"(?:(?<!-)--++>|\*/\}|#\}).*")


@dataclass(frozen=True, slots=True)
class Ignore:
    ids: frozenset[str]
    reason: str
    span: Span
    """The comment itself."""
    scope: Span
    """The range in which findings are ignored."""
    is_file_wide: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    kept: tuple[Finding, ...]
    """The remaining findings, in document order, with those about the ignores themselves."""
    ignored: tuple[tuple[Finding, str], ...]
    """The ignored findings, with the author's reasons."""


def apply_ignores(
    document: Document, findings: Iterable[Finding], *, known: Collection[str] | None = None
) -> Ignored:
    """Drop findings ignored with a reason; report ignores without a reason, without effect, or of a check
    that does not exist. `known` holds the ids of all checks; None where they are not known.
    """
    ignores = tuple(find_ignores(document))
    if not ignores:
        return Ignored(tuple(findings), ())
    kept: list[Finding] = []
    ignored: list[tuple[Finding, str]] = []
    used: set[tuple[Span, str]] = set()
    for finding in findings:
        match = next((ignore for ignore in ignores if ignore.reason and _covers(ignore, finding)), None)
        if match is None:
            kept.append(finding)
        else:
            used.add((match.span, finding.check_id))
            ignored.append((finding, match.reason))
    kept.extend(_about(document, ignores, used, known))
    kept.sort(key=lambda finding: (finding.line, finding.column, finding.check_id))
    return Ignored(tuple(kept), tuple(ignored))


def find_ignores(document: Document) -> Iterator[Ignore]:
    """Every ignore comment outside code."""
    if "copydesk-ignore" not in document.source:
        return
    code = [block.span for block in document.blocks if block.kind is BlockKind.CODE]
    for match in _COMMENT.finditer(document.source):
        if any(span.start <= match.start() < span.end for span in code):
            continue
        rest = _REST.match(_CLOSING.sub("", match["rest"]))
        span = Span(match.start(), match.end())
        ids = frozenset(re.split(r"[,\s]+", rest["ids"].strip())) if rest is not None else frozenset()
        reason = (rest["reason"] or "").strip() if rest is not None else ""
        whole = Span(0, len(document.source))
        is_file_wide = match["file"] is not None
        scope = whole if is_file_wide else _next_block(document, span)
        yield Ignore(ids, reason, span, scope, is_file_wide)


def _next_block(document: Document, comment: Span) -> Span:
    """The first visible block that begins after the comment."""
    hidden = (BlockKind.HIDDEN, BlockKind.MARKUP)
    starts = (block.span for block in document.blocks if block.kind not in hidden)
    return next(
        (span for span in starts if span.start >= comment.start and span.end > comment.end), Span(0, 0)
    )


def _covers(ignore: Ignore, finding: Finding) -> bool:
    if finding.check_id not in ignore.ids:
        return False
    if ignore.is_file_wide:
        return True
    return finding.span is not None and ignore.scope.start <= finding.span.start < ignore.scope.end


def _about(
    document: Document,
    ignores: Iterable[Ignore],
    used: set[tuple[Span, str]],
    known: Collection[str] | None,
) -> Iterator[Finding]:
    for ignore in ignores:
        if not ignore.ids or not ignore.reason:
            lacks = "name a check" if not ignore.ids else "give a reason"
            message = f"This ignore does not {lacks}, so it is not applied."
            fix = "Write it as: copydesk-ignore CON019: why this finding does not count here"
            yield _warning(document, ignore, NO_REASON, message, fix=fix)
            continue
        unknown = sorted(name for name in ignore.ids if _is_unknown(name, known))
        if unknown:
            message = f"No check is called {', '.join(unknown)}, so nothing is ignored by that name."
            yield _warning(document, ignore, UNKNOWN, message, fix="Use an id that `copydesk rules` lists.")
        unused = sorted(
            name for name in ignore.ids if (ignore.span, name) not in used and name not in unknown
        )
        if unused:
            is_whole = len(unused) == len(ignore.ids)
            rest = "" if is_whole else " The other ids of the comment are needed."
            message = f"There is nothing to ignore here ({', '.join(unused)}).{rest}"
            fix = "Remove the comment." if is_whole else ""
            yield _warning(document, ignore, UNUSED, message, fix=fix, severity=Severity.SUGGESTION)


def _is_unknown(name: str, known: Collection[str] | None) -> bool:
    """A verdict is no check: it is about the text as a whole, and the policy decides what it asks."""
    if name.startswith("VERDICT"):
        return True
    return known is not None and _CHECK_ID.fullmatch(name) is not None and name not in known


def _warning(
    document: Document,
    ignore: Ignore,
    check_id: str,
    message: str,
    *,
    fix: str,
    severity: Severity = Severity.WARNING,
) -> Finding:
    line, column = document.position(ignore.span.start)
    return Finding(check_id, message, severity, EvidenceGrade.CONVENTION, ignore.span, line, column, fix)
