"""An article in each format to which a test adds something that a rewrite must not add."""

from app.domain.facts import FactDifference
from app.rewrite.facts.forbidden import forbidden_differences
from app.rewrite.text import Text

_PROSE = (
    "The ferry leaves the old pier twice a day and takes about forty minutes to the island.",
    "Passengers buy their tickets on board from the mate, who also carries the mail in summer.",
    "In winter the crew paints the hull, checks the engine and sleeps at home for once.",
)
_HEADINGS = {
    "md": ("# Ferry", "## Winter"),
    "mdx": ("# Ferry", "## Winter"),
    "rst": ("Ferry\n=====", "Winter\n------"),
    "html": ("<h1>Ferry</h1>", "<h2>Winter</h2>"),
    "txt": ("Ferry", "Winter"),
}


def article(suffix: str, addition: str = "", *, inline: bool = False) -> Text:
    """The article with `addition` as a paragraph of its own, or inside a sentence."""
    first, second, third = (f"<p>{one}</p>" if suffix == "html" else one for one in _PROSE)
    title, heading = _HEADINGS[suffix]
    if inline:
        second = second.replace("from the mate", f"from the mate {addition}")
        parts = [title, first, second, heading, third]
    else:
        parts = [title, first, second, *([addition] if addition else []), heading, third]
    return Text("\n\n".join(parts) + "\n", f"ferry.{suffix}")


def differences(before: Text, after: Text) -> list[FactDifference]:
    return list(forbidden_differences(before, after))


def added(suffix: str, addition: str, *, inline: bool = False) -> list[FactDifference]:
    """What is found when a rewrite adds it."""
    return differences(article(suffix), article(suffix, addition, inline=inline))


def kept(suffix: str, addition: str, *, inline: bool = False) -> list[FactDifference]:
    """What is found when the original has it already, and the rewrite changes only a sentence."""
    before = article(suffix, addition, inline=inline)
    changed = before.source.replace("about forty minutes", "some forty minutes")
    return differences(before, Text(changed, before.path))
