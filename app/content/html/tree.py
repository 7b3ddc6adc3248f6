"""The stack of open elements, closed by the rules of HTML where the author did not close them."""

from app.content.html.context import Context
from app.content.html.contexts import Contexts
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
    """A stack that never recurses. Each step costs what it removes, so the total is linear in the page."""

    def __init__(self, contexts: Contexts, root: Context | None = None) -> None:
        self._contexts = contexts
        self._root = Context() if root is None else root
        self.context = self._root
        """The context inside the innermost open element."""
        self._names: list[str] = []
        self._inside: list[Context] = []
        """The context inside each open element."""
        self._closed: set[int] = set()
        """Indexes of elements whose end tag came while a block inside was open; removed with that block."""
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
        """Close an element; False if none of that name is open here."""
        if name in {"body", "html"}:
            return False
        if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            return self._end_heading()
        indexes = self._where.get(name)
        if not indexes:
            return False
        index = indexes[-1]
        if name not in SCOPE and self._scopes and self._scopes[-1] > index:
            return False
        if name in FORMATTING and self._blocks and self._blocks[-1] > index:
            self._closed.add(index)
            indexes.pop()
            return True
        self._pop_to(index)
        return True

    def is_open(self, name: str) -> bool:
        return bool(self._where.get(name))

    def _end_heading(self) -> bool:
        index = max(
            (self._where[name][-1] for name in ("h1", "h2", "h3", "h4", "h5", "h6") if self._where.get(name)),
            default=-1,
        )
        if index < 0 or (self._scopes and self._scopes[-1] > index):
            return False
        self._pop_to(index)
        return True

    def _is_foreign(self, name: str) -> bool:
        return name in {"svg", "math"} or self.is_open("svg") or self.is_open("math")

    def _close_implied(self, targets: tuple[str, ...], barriers: frozenset[str] | None) -> None:
        if barriers is None:
            floor = self._scopes[-1] if self._scopes else -1
        else:
            floor = max((self._where[name][-1] for name in barriers if self._where.get(name)), default=-1)
        index = -1
        for target in targets:
            indexes = self._where.get(target)
            if indexes and indexes[-1] > floor and (index < 0 or indexes[-1] < index):
                index = indexes[-1]
        if index >= 0:
            self._pop_to(index)

    def _pop_to(self, index: int) -> None:
        names = self._names
        while len(names) > index:
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
