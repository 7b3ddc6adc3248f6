"""Which links are sources: footnotes, and pages of another host that are not share buttons."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from app.domain.content import Document, Link

_FOOTNOTE_TARGET = re.compile(
    r"#(?:user-content-)?(?:fn|footnote|cite|citation|ref|note|endnote)", re.IGNORECASE
)
_SHARING = ("/sharer", "/share?", "/intent/", "/shareArticle", "addtoany")


@dataclass(frozen=True, slots=True)
class OwnHosts:
    """The hosts under which this page itself lives, as far as it says."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, document: Document) -> "OwnHosts":
        addresses = [str(document.front_matter.get(key, "")) for key in ("canonical_url", "canonical", "url")]
        if document.html is not None:
            addresses += [*document.html.canonicals, document.html.meta.get("og:url", "")]
        return cls(frozenset(host for host in map(host_of, addresses) if host))


@lru_cache(maxsize=4_096)
def host_of(address: str) -> str:
    """Lower case, without `www.`; empty where the address names no host."""
    try:
        host = urlsplit(address.strip()).hostname
    except ValueError:
        return ""
    return "" if host is None else host.removeprefix("www.")


def is_source(link: Link, own: OwnHosts) -> bool:
    if link.is_image:
        return False
    target = link.target.strip()
    if target.startswith("#"):
        return _FOOTNOTE_TARGET.match(target) is not None
    if not target.lower().startswith(("http://", "https://", "//")):
        return False
    host = host_of(target)
    return bool(host) and host not in own.names and not any(mark in target for mark in _SHARING)
