"""A Word file's bytes in, its canonical text out, with places, furniture and what a person should know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.content.docx.body import Body, Leaf, other_text
from app.content.docx.canonical import Canonical, labels_of
from app.content.docx.package import Package, open_package
from app.content.docx.styles import Role, Styles
from app.domain.content import ContentProblem, Furniture, Place


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    """Canonical Markdown."""
    places: tuple[Place, ...]
    furniture: tuple[Furniture, ...]
    problems: tuple[ContentProblem, ...]


def read_docx(data: bytes, *, name: str) -> Reading:
    """Read a Word file; `name` is used in errors. Raises InvalidContent for anything else."""
    package = open_package(data, name=name)
    leaves = list(Body(package, Styles(package)).leaves())
    canonical = Canonical(labels_of(leaves), has_title=has_title(leaves))
    canonical.add(leaves)
    for label, text in notes(package, leaves):
        canonical.note(label, text)
    return Reading(
        canonical.text,
        tuple(canonical.places),
        tuple(_furniture(package, leaves)),
        tuple(_problems(package, leaves)),
    )


def has_title(leaves: Sequence[Leaf]) -> bool:
    return any(leaf.shape.role is Role.TITLE and leaf.shows for leaf in leaves)


def notes(package: Package, leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    """Label and text of every note that the text refers to, in the order of the marks."""
    labels = labels_of(leaves)
    texts: dict[str, str] = {}
    if labels:
        for kind, name, mark in (("footnotes", "w:footnote", ""), ("endnotes", "w:endnote", "e")):
            for element, text in other_text(package, package.related(kind), name):
                texts[mark + element.get("w:id")] = text
    for key, label in labels.items():
        if texts.get(key):
            yield label, texts[key]


def _furniture(package: Package, leaves: Sequence[Leaf]) -> Iterator[Furniture]:
    seen: set[tuple[str, str]] = set()
    read: set[tuple[str, str]] = set()
    for relation in package.relations(package.main).values():
        key = (relation.kind, relation.target)
        if relation.kind in {"header", "footer"} and not relation.is_external and key not in read:
            read.add(key)
            tag = "w:hdr" if relation.kind == "header" else "w:ftr"
            for _, text in other_text(package, relation.target, tag):
                if text and (relation.kind, text) not in seen:
                    seen.add((relation.kind, text))
                    yield Furniture(relation.kind, text)
    contents = [leaf.text for leaf in leaves if leaf.shape.role is Role.CONTENTS and leaf.text]
    if contents:
        yield Furniture("contents", "\n".join(contents))
    for element, text in other_text(package, package.related("comments"), "w:comment"):
        yield Furniture("comment", text, author=element.get("w:author"))


def _problems(package: Package, leaves: Sequence[Leaf]) -> Iterator[ContentProblem]:
    contents = [one.content for leaf in leaves for one in leaf.paragraphs]
    pending = sum(len(content.pending) for content in contents)
    hidden = sum(content.hidden for content in contents)
    if pending:
        yield ContentProblem(
            "pending-changes",
            f"{pending} tracked changes are undecided; they were read as accepted. Accept or reject them.",
        )
    if hidden:
        yield ContentProblem(
            "hidden-text", f"{hidden} runs of hidden text were not read. Show or delete them."
        )
    if package.is_macro:
        yield ContentProblem("macros", "The file holds macros; they were neither run nor read.")
