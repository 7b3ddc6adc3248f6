"""Submissions whose end is known before the chaos starts: each path says what is to become of it.

A text falls short as long as it has too many `in order to`; the model takes one of them away with each call.
"""

import json
import random
import re

from app.domain.content import Document
from app.domain.scores import AeoScore, Evaluation, EvidenceGrade, Finding, Gate, Severity
from tests.support.llm_server import Call

PHRASE = "in order to"
MOST = 4
"""How often a new text has the phrase: each rewrite takes one away."""
PLANS = ("accept-0", "accept-1", "accept-2", "escalate")
WEIGHTS = (45, 30, 15, 10)
POISON = "poison"

_SENTENCE = "The desk reads every line {phrase} keep what is true and mend what is not."


def path_of(number: int, chance: random.Random) -> str:
    """A path that holds the plan of this submission."""
    [plan] = chance.choices(PLANS, WEIGHTS)
    return f"{plan}/{number:05}.md"


def plan_of(path: str) -> str:
    return path.partition("/")[0]


def source_of(path: str) -> bytes:
    sentences = " ".join(_SENTENCE.format(phrase=PHRASE) for _ in range(MOST))
    return f"# A draft named {path.partition('/')[2].removesuffix('.md')}\n\n{sentences}\n".encode()


def evaluate_by_plan(document: Document) -> Evaluation:
    """Scores that let the product's own judgement follow the plan."""
    plan = plan_of(document.path or "")
    taken = MOST - document.source.count(PHRASE)
    wanted = int(plan.partition("-")[2]) if plan.startswith("accept") else MOST + 1
    measured = 90.0 if taken >= wanted else 20.0 + 5.0 * taken
    section = document.sections[-1].id
    finding = Finding(
        "CHAOS1", "too long-winded", Severity.WARNING, EvidenceGrade.CONVENTION,
        fix=f"Say it without `{PHRASE}`.", section_id=section,
    )  # fmt: skip
    return Evaluation(100, "en", {}, AeoScore(Gate.PASS, "1", measured=measured), findings=(finding,))


def rewrite(call: Call) -> str:
    """A model's answer: each section asked for with one phrase less."""
    told = [
        {"id": name, "text": text.replace(PHRASE, "to", 1), "note": "shorter"} for name, text in _shown(call)
    ]
    return json.dumps({"sections": told})


def asked_for_by(call: Call) -> str:
    """What names the text that a call is about, see `asked_for`."""
    return asked_for("\n".join(text for _, text in _shown(call)))


def asked_for(source: str) -> str:
    """Names one revision of one text: its number and how often it still has the phrase."""
    found = re.search(r"A draft named (\d+)", source)
    return f"{found[1] if found else '?'} with {source.count(PHRASE)}"


def _shown(call: Call) -> list[tuple[str, str]]:
    return re.findall(r"<data [0-9a-f]+ (s\d+)>\n(.*?)\n</data ", call.user, flags=re.DOTALL)
