"""Metadata of an HTML page: title, language, robots, canonical addresses, JSON-LD."""

import html
import re

from app.content.folding import without_controls
from app.content.html.tokens import attributes
from app.content.html.visibility import hides, style_of
from app.domain.content import HtmlHead, Span

ROBOTS = frozenset({"robots", "bots"})
_SIMPLE_SELECTOR = re.compile(r"[a-z][a-z0-9]{0,9}[.#][A-Za-z_][\w-]*+\Z|[.#][A-Za-z_][\w-]*+\Z")


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
        elif key.endswith("bot") or key in {"googlebot-news", "google-extended", "slurp"}:
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


def _hides(body: str) -> bool:
    """Ignoring opacity: pages fade in elements that a rule makes transparent at first."""
    style = style_of(body)
    style.pop("opacity", None)
    return hides(style)


def names_hidden_by(sheet: str) -> frozenset[str]:
    """Classes and ids that a style sheet hides by a simple rule outside `@media`: `.note`, `p.note`."""
    hidden: set[str] = set()
    depth = 0
    selector_start = 0
    body_start = 0
    for match in re.finditer(r"[{};]", sheet):
        mark = match.group()
        if mark == "{":
            depth += 1
            if depth == 1:
                selector, body_start = sheet[selector_start : match.start()], match.end()
                is_rule = not selector.lstrip().startswith("@")
        elif mark == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                if body_start and is_rule and _hides(sheet[body_start : match.start()]):
                    names = (name.strip() for name in selector.split(","))
                    hidden.update(name for name in names if _SIMPLE_SELECTOR.match(name))
                selector_start, body_start = match.end(), 0
        elif depth == 0:
            selector_start = match.end()
    return frozenset(hidden)
