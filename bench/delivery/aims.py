"""What was promised beside what was measured: the last table of `python -m bench.delivery`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """One promise with a figure; `measured` and `bound` in the same unit."""

    promise: str
    measured: float
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def is_kept(self) -> bool:
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


def table(aims: Sequence[Aim]) -> Iterator[str]:
    yield "| promise | aim | measured | kept |"
    yield "|---|---|---|---|"
    for aim in aims:
        side = "at least" if aim.at_least else "at most"
        kept = "yes" if aim.is_kept else "**no**"
        bound, measured = _told(aim.bound, aim.unit), _told(aim.measured, aim.unit)
        yield f"| {aim.promise} | {side} {bound} | {measured} | {kept} |"


def _told(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value:.0%}"
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return f"{number} {unit}".rstrip()
