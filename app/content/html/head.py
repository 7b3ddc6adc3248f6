"""Metadata of an HTML page: title, language, robots, canonical addresses, JSON-LD."""

import html

from app.content.folding import without_controls
from app.content.html.tokens import attributes
from app.domain.content import HtmlHead, Span

ROBOTS = frozenset({"robots", "bots"})
OTHER_BOTS = frozenset({"google-extended", "slurp", "chatgpt-user", "perplexity-user", "claude-user"})
"""Crawlers without `bot` in their name."""


class HeadReader:
    """Collects raw values, without control characters, for the checks to judge."""

    def __init__(self) -> None:
        self.page_title: str | None = None
        self.language: str | None = None
        self.charset: str | None = None
        self._robots: list[str] = []
        self._canonicals: list[str] = []
        self._json_ld: list[tuple[str, Span]] = []
        self._meta: dict[str, str] = {}
        self._script_type = ""

    def element(self, name: str, found: dict[str, str]) -> None:
        """A `meta`, `link` or `html` start tag."""
        if name == "html":
            language = found.get("lang") or found.get("xml:lang")
            if language and self.language is None:
                self.language = without_controls(language)
        elif name == "link":
            if "canonical" in found.get("rel", "").lower().split():
                self._canonicals.append(without_controls(found.get("href", "")))
        elif name == "meta":
            self._meta_element(found)

    def _meta_element(self, found: dict[str, str]) -> None:
        key = (
            found.get("name")
            or found.get("property")
            or found.get("itemprop")
            or found.get("http-equiv")
            or ""
        )
        key = without_controls(key).lower()
        if "content" not in found or not key:
            return
        content = without_controls(found["content"])
        if key in ROBOTS:
            self._robots.append(content)
        elif "bot" in key or key in OTHER_BOTS:
            self._robots.append(f"{key}: {content}")
        elif key == "content-language" and self.language is None:
            self.language = content
        self._meta.setdefault(key, content)

    def title(self, raw: str) -> None:
        """The text of a `title` element; the first that is not empty counts."""
        text = without_controls(html.unescape(raw))
        if text and self.page_title is None:
            self.page_title = text

    def script_type(self, raw: str) -> None:
        self._script_type = attributes(raw).get("type", "").lower()

    def script(self, name: str, source: str, start: int, end: int) -> None:
        """The content of a `script` or `style`; JSON-LD is kept, the rest is not text."""
        if name == "script" and "ld+json" in self._script_type:
            self._json_ld.append((source[start:end], Span(start, end)))

    def head(self) -> HtmlHead:
        return HtmlHead(tuple(self._robots), tuple(self._canonicals), tuple(self._json_ld), self._meta)
