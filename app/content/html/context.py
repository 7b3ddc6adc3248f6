"""The context at a point of a page: the kind of block that text would start, and whether it is shown."""

from dataclasses import dataclass, field

from app.domain.content import BlockKind, Concealment


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What an element passes on to everything inside it. Compared by identity: elements share it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    covered: Concealment | None = None
    """How an element around hides everything in it."""
    unseen: Concealment | None = None
    """The same by `visibility`, which an element inside may undo."""
    tiny: bool = False
    blended: bool = False
    """Letters in the colour of their background."""
    interface: bool = False
    """Inside a part that readers open: a menu, a dialog, a panel."""
    navigation: bool = False
    silent: bool = False
    """Text here is not part of the page's text: drawings."""
    quote: bool = False
    article: bool = False
    """Inside `article` or `main`: a header or footer here belongs to the text."""
    sectioned: bool = False
    lists: int = 0
    table: int = -1
    row: int = -1
    background: str = ""
    colour: str = ""
    hidden: bool = field(init=False)

    def __post_init__(self) -> None:
        is_hidden = bool(self.covered or self.unseen or self.tiny or self.blended)
        object.__setattr__(self, "hidden", is_hidden)

    @property
    def concealment(self) -> Concealment | None:
        """How text here is kept from readers, judged by the strongest means; None where it is shown."""
        around = self.covered or self.unseen
        if around is Concealment.INTERFACE and self.interface:
            return around
        if self.tiny or self.blended:
            return Concealment.ILLEGIBLE
        if around is None or around is Concealment.ILLEGIBLE or not self.interface:
            return around
        return Concealment.INTERFACE

    @property
    def shown_kind(self) -> BlockKind:
        """The kind of a block that starts here, except in tables, which are classified when complete."""
        if self.hidden:
            return BlockKind.HIDDEN
        if self.navigation:
            return BlockKind.NAVIGATION
        if self.quote and self.kind is not BlockKind.CODE:
            return BlockKind.QUOTE
        return self.kind
