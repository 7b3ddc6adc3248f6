"""Whether a candidate may become the next revision by itself, as far as its facts are concerned. Pure."""

from dataclasses import dataclass

from app.domain.facts import FactDifference, FactsReport, Outcome

ACCEPT = "accept"
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class HeldBack:
    outcome: str
    """As a cycle records it."""
    message: str
    """One or more sentences for the person who decides."""


def held_back(facts: FactsReport, *, on_wording: str, is_model: bool) -> HeldBack | None:
    """Why a person has to look, or None.

    What is broken is refused whatever a policy says; a doubt of meaning is for a person. Words that
    nothing explains are the policy's choice for a model, and no concern where a listed rule put them.
    """
    if facts.broken:
        return HeldBack("facts-broken", facts.summary)
    if facts.never_automatic:
        named = _named(facts.never_automatic)
        return HeldBack(
            "facts-new",
            f"{named}: it stands in a supplied source, and only a reviewer can accept what is new",
        )
    meaning = [one for one in facts.doubts if one.outcome is Outcome.DOUBT_MEANING]
    if meaning:
        return HeldBack("facts-doubted", f"{_named(meaning)}: a person decides whether it says the same")
    if facts.doubts and is_model and on_wording != ACCEPT:
        return HeldBack(
            "facts-doubted", f"{_named(facts.doubts)}: nothing explains these words, a person decides"
        )
    if facts.unchecked and is_model:
        kinds = ", ".join(kind.value for kind in facts.unchecked)
        return HeldBack(
            "facts-unchecked",
            f"a model rewrote a text whose {kinds} cannot be checked in its language: a person compares them",
        )
    return None


def _named(differences: tuple[FactDifference, ...] | list[FactDifference]) -> str:
    more = len(differences) - MOST_NAMED
    text = "; ".join(one.message for one in differences[:MOST_NAMED])
    return f"{text}, and {more} more" if more > 0 else text
