"""The elements that are open at this point, closed as HTML says where the author did not."""

from app.content.html.context import Context, Contexts
from app.content.html.elements import BLOCK, CLOSES_PARAGRAPH, IMPLIED_END, SCOPE, VOID

FORMATTING = frozenset(
    {
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
        "span",
    }
)


class OpenElements:
    """A stack that never recurses. Every step costs what it removes, so a page costs its length."""

    def __init__(self, contexts: Contexts, root: Context | None = None) -> None:
        self._contexts = contexts
        self._root = Context() if root is None else root
        self.context = self._root
        """What the innermost open element hands down."""
        self._names: list[str] = []
        self._inside: list[Context] = []
        """The context inside each open element."""
        self._closed: set[int] = set()
        """Places of elements whose end tag came while a block inside was open; they go with that block."""
        self._where: dict[str, list[int]] = {}
        self._scopes: list[int] = []
        self._blocks: list[int] = []

    def start(self, name: str, raw: str) -> Context:
        """Open an element; returns the context inside it."""
        if name in CLOSES_PARAGRAPH and self._where.get("p"):
            self._close_implied(("p",), None)
        implied = IMPLIED_END.get(name)
        if implied is not None:
            self._close_implied(*implied)
        context = self._contexts.derive(self.context, name, raw)
        if name in VOID or (raw.endswith("/") and self._is_foreign(name)):
            return context
        here = len(self._names)
        self._names.append(name)
        self._inside.append(context)
        self.context = context
        self._where.setdefault(name, []).append(here)
        if name in SCOPE:
            self._scopes.append(here)
        if name in BLOCK:
            self._blocks.append(here)
        return context

    def end(self, name: str) -> bool:
        """Close an element; False where none of that name is open here."""
        if name in {"body", "html"}:
            return False
        if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            return self._end_heading()
        places = self._where.get(name)
        if not places:
            return False
        place = places[-1]
        if name not in SCOPE and self._scopes and self._scopes[-1] > place:
            return False
        if name in FORMATTING and self._blocks and self._blocks[-1] > place:
            self._closed.add(place)
            places.pop()
            return True
        self._pop_to(place)
        return True

    def is_open(self, name: str) -> bool:
        return bool(self._where.get(name))

    def _end_heading(self) -> bool:
        place = max(
            (self._where[name][-1] for name in ("h1", "h2", "h3", "h4", "h5", "h6") if self._where.get(name)),
            default=-1,
        )
        if place < 0 or (self._scopes and self._scopes[-1] > place):
            return False
        self._pop_to(place)
        return True

    def _is_foreign(self, name: str) -> bool:
        return name in {"svg", "math"} or self.is_open("svg") or self.is_open("math")

    def _close_implied(self, targets: tuple[str, ...], barriers: frozenset[str] | None) -> None:
        if barriers is None:
            floor = self._scopes[-1] if self._scopes else -1
        else:
            floor = max((self._where[name][-1] for name in barriers if self._where.get(name)), default=-1)
        place = -1
        for target in targets:
            places = self._where.get(target)
            if places and places[-1] > floor and (place < 0 or places[-1] < place):
                place = places[-1]
        if place >= 0:
            self._pop_to(place)

    def _pop_to(self, place: int) -> None:
        names = self._names
        while len(names) > place:
            here = len(names) - 1
            name = names.pop()
            self._inside.pop()
            if here in self._closed:
                self._closed.discard(here)
            else:
                self._where[name].pop()
            if self._scopes and self._scopes[-1] == here:
                self._scopes.pop()
            if self._blocks and self._blocks[-1] == here:
                self._blocks.pop()
        self.context = self._inside[-1] if self._inside else self._root
