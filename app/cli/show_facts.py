"""What a rewrite did to the facts, in the terminal: each doubt as what was said and what is said now."""

from typing import TYPE_CHECKING

from app.cli.console import say
from app.domain.labels import FACT_OUTCOMES
from app.reports.phrases import plural

if TYPE_CHECKING:
    from app.domain.records import CycleRecord, SubmissionDetail
    from app.reports.comparison import Passage

MOST_DOUBTS = 12
"""Of one rewrite; `--json` has all of them."""


def print_facts(detail: "SubmissionDetail", cycle: "CycleRecord", summary: str) -> None:
    """Doubts and breaks, worst first; the summary where there are none."""
    from app.reports.cycle_doubts import doubts_of_cycle

    doubts = doubts_of_cycle(detail, cycle)
    if not doubts:
        say(f"  facts: {summary}")
        return
    say(f"  facts: {plural(len(doubts), 'difference')} to look at, worst first")
    for found in doubts[:MOST_DOUBTS]:
        difference = found.doubt.difference
        checked = f" (checked by {found.checked_by})" if found.checked else ""
        say(f"  - {FACT_OUTCOMES[difference.outcome]}: {difference.message} [{found.doubt.key}]{checked}")
        say(f"      was: {_sentence(found.doubt.was)}")
        say(f"      now: {_sentence(found.doubt.now)}")
    unchecked = (cycle.facts or {}).get("unchecked")
    if unchecked:
        say(f"  not compared in this language: {', '.join(unchecked)}")
    if len(doubts) > MOST_DOUBTS:
        say(f"  and {plural(len(doubts) - MOST_DOUBTS, 'more difference')}: `--json` has all of them")


def _sentence(passage: "Passage | None") -> str:
    return "no such sentence" if passage is None else passage.text
