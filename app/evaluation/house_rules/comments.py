"""Vale's comments in a text: `<!-- vale off -->`, `<!-- vale Style.Rule = NO -->`, and back on."""

import re
from bisect import bisect_right

from app.domain.content import Document, Span

_COMMENT = re.compile(
    r"(?:<!--[ \t]*|\{/\*[ \t]*|^[ \t]{0,12}\.\.[ \t]+)vale[ \t]+"
    r"(?:(?P<all>off|on)|(?P<rule>[\w-]{1,60}\.[\w-]{1,60})[ \t]*=[ \t]*(?P<answer>YES|NO))"
    r"[ \t]*(?:-->|\*/\}|$)",
    re.MULTILINE,
)


class Comments:
    """Where which rules are turned off."""

    def __init__(self, document: Document) -> None:
        source = document.source
        self._switches: dict[str, list[tuple[int, bool]]] = {}
        for match in _COMMENT.finditer(source) if "vale" in source else ():
            name = match["rule"] or ""
            is_off = match["all"] == "off" or match["answer"] == "NO"
            self._switches.setdefault(name, []).append((match.end(), is_off))

    def turn_off(self, rule: str, span: Span | None) -> bool:
        """Whether findings of the rule at this place are not wanted; the whole text is never turned off."""
        if span is None:
            return False
        return any(self._is_off(name, span.start) for name in ("", rule) if name in self._switches)

    def _is_off(self, name: str, offset: int) -> bool:
        switches = self._switches[name]
        index = bisect_right(switches, offset, key=lambda switch: switch[0]) - 1
        return index >= 0 and switches[index][1]
