"""What is new in a candidate and stands in a source that the desk was given."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from app.domain.facts import FactDifference, FactFate, FactKind
from app.text.figures import find_figures

_FIGURES = frozenset({FactKind.NUMBER, FactKind.DATE})


def with_sources(
    differences: Iterable[FactDifference], sources: Collection[str], *, language: str | None
) -> Iterator[FactDifference]:
    """The same differences; a new one that a source holds as a whole is marked as sourced.

    Figures are compared by value and unit, as the AEO score does: `12.5 percent` is `12.5%`, and no `4`
    is in `2014`.
    """
    if not sources:
        yield from differences
        return
    held = {figure.key for source in sources for figure in find_figures(source, language=language)}
    for difference in differences:
        is_sourced = difference.fate is FactFate.NEW and (
            _figures_held(difference.after, held, language)
            if difference.kind in _FIGURES
            else any(_holds(source, difference.after) for source in sources)
        )
        yield replace(difference, is_sourced=True) if is_sourced else difference


def _figures_held(text: str, held: Collection[tuple[str, str | None]], language: str | None) -> bool:
    figures = find_figures(text, language=language)
    return bool(figures) and all(figure.key in held for figure in figures)


def _holds(source: str, text: str) -> bool:
    """Does `text` stand in the source, and not within a longer word or address?"""
    start = source.find(text) if text else -1
    while start >= 0:
        end = start + len(text)
        before, after = source[max(0, start - 1) : start], source[end : end + 1]
        if not (before.isalnum() and text[0].isalnum()) and not (after.isalnum() and text[-1].isalnum()):
            return True
        start = source.find(text, start + 1)
    return False
