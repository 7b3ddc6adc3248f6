"""The author's Word file with a rewrite as tracked changes; every other part stays as it was."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.content.docx.body import Body
from app.content.docx.canonical import labels_of
from app.content.docx.package import Package, open_package
from app.content.docx.reader import has_title, notes
from app.content.docx.styles import Styles
from app.content.docx.tracked.changes import Untrackable
from app.content.docx.tracked.comments import with_comments
from app.content.docx.tracked.markup import Markup, applied
from app.content.docx.tracked.pairing import new_key, old_key
from app.content.docx.tracked.plan import Plan
from app.content.docx.tracked.rewritten import new_leaves
from app.content.docx.xml import utf8
from app.domain.errors import InvalidContent

AUTHOR = "Copydesk"
"""Who is named as the author of changes where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Tracked:
    data: bytes
    """The file; the original's own bytes if nothing could or had to be changed."""
    changed: int
    """Paragraphs with tracked changes, new ones included."""
    left: tuple[str, ...]
    """A sentence for each paragraph that the file does not follow; its proposal is a comment there."""


def track(
    original: bytes, rewritten: str, *, name: str, author: str, date: str, force: bool = False
) -> Tracked:
    """Write a rewrite of a Word file's canonical text into the file, as tracked changes.

    `rewritten` is Markdown; `date` is ISO 8601 in UTC with a `Z`. Rejecting every change gives the original
    text, which is checked. Raises InvalidContent for a file that is protected or signed (unless `force`), or
    that is no Word file.
    """
    package = open_package(original, name=name)
    leaves = [leaf for leaf in Body(package, Styles(package)).leaves() if leaf.is_article]
    part, encoding = utf8(package.part(package.main))
    try:
        markup = Markup(part, author=author, date=date)
    except Untrackable as error:
        raise InvalidContent(f"{name} cannot hold tracked changes: {error}") from error
    plan = Plan(leaves, markup, labels=labels_of(leaves), has_title=has_title(leaves))
    new = list(new_leaves(rewritten))
    plan.follow([one for one in new if one.kind != "note"])
    plan.compare_notes(dict(notes(package, leaves)), [one for one in new if one.kind == "note"])
    if not plan.edits and not plan.remarks:
        return Tracked(original, 0, tuple(plan.left))
    if not force:
        _refuse_guarded(package)
    try:
        comments, parts = with_comments(package, plan.remarks, markup, author=author, date=date)
    except Untrackable:  # comments that can take no more; `left` names the paragraphs all the same
        comments, parts = [], {}
    new_part = applied(part, [*plan.edits, *comments]).decode().encode(encoding)
    data = package.with_parts({package.main: new_part, **parts})
    _check_undoable(package, data)
    left = [*plan.left]
    wanted = [new_key(one) for one in new if one.kind != "note"]
    if not left and _texts(open_package(data, name=name), accept=True) != wanted:
        left.append("with every change accepted, the file does not say exactly what the rewrite says")
    return Tracked(data, plan.changed, tuple(left))


def iso(moment: datetime) -> str:
    """An aware moment as Word writes it: UTC, to the second, with a `Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _refuse_guarded(package: Package) -> None:
    why = []
    if any(member.startswith("_xmlsignatures/") for member in package.members):
        why.append("it is signed, and any change makes the signature invalid")
    part = package.related("settings")
    settings = package.tree(part) if part else None
    guard = None if settings is None else settings.child("w:documentProtection")
    if (
        guard is not None
        and guard.get("w:enforcement") in {"1", "true", "on"}
        and guard.get("w:edit") != "trackedChanges"
    ):
        why.append("it is protected against editing")
    if why:
        raise InvalidContent(
            f"{package.name} is left as it is: {' and '.join(why)}. Use --force to write a changed copy."
        )


def _check_undoable(before: Package, data: bytes) -> None:
    """Raises InvalidContent if rejecting every change does not give the original text."""
    after = open_package(data, name=before.name)
    if _texts(before, accept=False) != _texts(after, accept=False):
        raise InvalidContent(
            f"{before.name} cannot be written so that rejecting every change gives the original text"
        )


def _texts(package: Package, *, accept: bool) -> list[tuple[str, str]]:
    leaves = Body(package, Styles(package), accept=accept).leaves()
    return [old_key(leaf) for leaf in leaves if leaf.is_article]
