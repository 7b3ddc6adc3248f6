"""Decide which links are sources: footnotes that exist, and pages on other hosts except share buttons."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from app.domain.content import ContentFormat, Document, Link

_NOTE = re.compile(r"#(?:user-content-)?(?:fn|footnote|cite|citation|ref|note|endnote)", re.IGNORECASE)
_WAY_BACK = re.compile(
    r"#(?:user-content-)?(?:fn|footnote|cite|citation|note)[-_:]?(?:ref|back)", re.IGNORECASE
)
"""`#fnref1`, `#cite_ref-2`: a link from a note back to its citation."""
_SHARING = ("/sharer", "/share?", "/intent/", "/shareArticle", "addtoany")
_ANCHOR = re.compile(
    r"[iIıİnN](?<!\w.)(?:(?<=[iIıİ])[dD]|[aA][mM][eE](?<=[nN]...))\s{0,9}=\s{0,9}[\"']?([^\s\"'<>]{1,120})"
)
"""`id` or `name`, in any case; spelled out, because with IGNORECASE `re` cannot skip ahead."""
_LITERAL_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]:")
_RST_NOTE = re.compile(r"^[ \t]{0,40}\.\.[ \t]{1,9}\[([^\]\n]{1,60})\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sources:
    """What counts as a source on one page."""

    own_hosts: frozenset[str] = frozenset()
    """The page's own hosts, as far as it declares them."""
    anchors: frozenset[str] = frozenset()
    """Anchors within the page: a link to a note that does not exist is not a source."""
    literal_notes: frozenset[str] = frozenset()
    """Marks (`[^1]`) with a definition in the text, where no parser turned them into footnotes."""

    @classmethod
    def of(cls, document: Document) -> "Sources":
        addresses = [str(document.front_matter.get(key, "")) for key in ("canonical_url", "canonical", "url")]
        if document.html is not None:
            addresses += [*document.html.canonicals, document.html.meta.get("og:url", "")]
        source = document.source
        anchors: set[str] = set()
        if any(_may_be_note(link) for block in document.blocks for link in block.links):
            anchors.update(_ANCHOR.findall(source))
        if document.format is ContentFormat.RST:
            anchors.update(f"fn-{label}" for label in _RST_NOTE.findall(source))
        return cls(
            frozenset(host for host in map(host_of, addresses) if host),
            frozenset(anchors),
            frozenset(_LITERAL_NOTE.findall(source)) if "[^" in source else frozenset(),
        )

    def holds(self, link: Link, document: Document) -> bool:
        """Whether this link is a source."""
        if link.is_image:
            return False
        target = link.target.strip()
        if target.startswith("#"):
            if document.source.startswith("[^", link.span.start):
                return True  # Markdown's parser makes a link of a mark only where the note is defined
            is_note = is_mark(link) or _NOTE.match(target) is not None
            return is_note and _WAY_BACK.match(target) is None and target[1:] in self.anchors
        if not target.lower().startswith(("http://", "https://", "//")):
            return False
        host = host_of(target)
        return bool(host) and host not in self.own_hosts and not any(mark in target for mark in _SHARING)


@lru_cache(maxsize=4_096)
def host_of(address: str) -> str:
    """Lower case, without `www.`; empty if the address has no host."""
    try:
        host = urlsplit(address.strip()).hostname
    except ValueError:
        return ""
    return "" if host is None else host.removeprefix("www.")


def _may_be_note(link: Link) -> bool:
    return link.target.startswith("#") and (not link.text or _NOTE.match(link.target) is not None)


def is_mark(link: Link) -> bool:
    """Whether this is a footnote's mark, which is not part of its sentence's text."""
    return not link.text and link.target.startswith("#")
