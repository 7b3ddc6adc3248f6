"""Counts and scores as people read them. Used by pages and by commands, which must start fast."""


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def score_text(measured: float | None) -> str:
    return "–" if measured is None else f"{measured:.0f}"
