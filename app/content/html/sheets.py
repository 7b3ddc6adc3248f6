"""The rules of a page's own style sheets that bear on what readers see."""

import re
from dataclasses import dataclass, field

from app.content.html.visibility import style_of

_SIMPLE_SELECTOR = re.compile(
    r"[a-z][a-z0-9]{0,9}[.#][A-Za-z_][\w-]*+\Z|[.#][A-Za-z_][\w-]*+\Z|(?:html|body)\Z"
)
_MARK = re.compile(r"[{};]")
_TELLING = frozenset(
    {
        *("display", "visibility", "filter", "transform", "position", "left", "right", "top", "bottom"),
        *("margin-left", "margin-top", "text-indent", "clip", "clip-path", "overflow", "height", "width"),
        *("max-height", "max-width", "font", "font-size", "color", "background", "background-color"),
        *("background-image", "background-clip", "-webkit-background-clip", "text-shadow"),
    }
)
"""Without opacity: pages fade in elements that a rule makes transparent at first."""
UNDERSTOOD_LENGTH = 20_000
"""Characters of style sheets up to which simple rules are taken for the whole of a page's colours."""


@dataclass(slots=True)
class Sheets:
    """Rules by simple selector (`.note`, `p.note`, `#note`, `body`) outside `@media`; the last one wins."""

    rules: dict[str, dict[str, str]] = field(default_factory=dict)
    text: str = ""
    version: int = 0
    """How many style elements were read."""
    _other_backgrounds: bool = False
    _names_elements: bool = False

    def read(self, sheet: str) -> None:
        """Add the content of one `style` element. Each character is looked at a bounded number of times."""
        self.version += 1
        self.text += sheet[: max(0, 2 * UNDERSTOOD_LENGTH - len(self.text))]
        depth = selector_start = body_start = 0
        selector, is_rule = "", False
        for match in _MARK.finditer(sheet):
            mark = match.group()
            if mark == "{":
                depth += 1
                if depth == 1:
                    selector, body_start = sheet[selector_start : match.start()], match.end()
                    is_rule = not selector.lstrip().startswith("@")
            elif mark == "}":
                depth = max(0, depth - 1)
                if depth == 0:
                    self._rule(selector if body_start and is_rule else "", sheet[body_start : match.start()])
                    selector_start, body_start = match.end(), 0
            elif depth == 0:
                selector_start = match.end()

    def style(self, name: str, found: dict[str, str]) -> dict[str, str]:
        """What the rules say of an element with this name, class and id."""
        if not self.rules:
            return {}
        rules = self.rules
        marks = _marks(found)
        style = {**rules[name]} if name in rules else {}
        for mark in marks:
            if mark in rules:
                style.update(rules[mark])
        if self._names_elements:
            for mark in marks:
                style.update(rules.get(name + mark, {}))
        return style

    def mentions(self, found: dict[str, str]) -> int:
        """How often the sheets speak of one of these classes or of this id, at most."""
        return max((self.text.count(mark) for mark in _marks(found)), default=0)

    @property
    def tell_backgrounds(self) -> bool:
        """Whether the simple rules say which backgrounds there are: no other sets one, none is a picture."""
        return not self._other_backgrounds and len(self.text) < UNDERSTOOD_LENGTH

    def _rule(self, selector: str, body: str) -> None:
        every = [name.strip() for name in selector.split(",")]
        names = [name for name in every if _SIMPLE_SELECTOR.match(name)]
        if "background" in body and (len(names) < len(every) or "url(" in body or "gradient" in body):
            self._other_backgrounds = True
        if not names:
            return
        style = {name: value for name, value in style_of(body).items() if name in _TELLING}
        if style:
            for name in names:
                self.rules.setdefault(name, {}).update(style)
                self._names_elements = self._names_elements or name[0] not in ".#"


def _marks(found: dict[str, str]) -> list[str]:
    """The selectors of an element's classes and id."""
    marks = [f".{word}" for word in found["class"].split()] if "class" in found else []
    if found.get("id"):
        marks.append(f"#{found['id']}")
    return marks
