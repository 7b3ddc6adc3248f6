"""The reference page of all checks, made from the checks themselves.

python -m app.evaluation.aeo.reference > docs/reference/checks.md
"""

import re
from collections.abc import Iterable

from app.domain.scores import EvidenceGrade
from app.evaluation.aeo.check import Check, Example, Role
from app.evaluation.aeo.rubric import built_in_checks
from app.evaluation.aeo.weights import shipped_weights

GRADES = {
    EvidenceGrade.A: "controlled and replicated",
    EvidenceGrade.B: "controlled once, or strong observation",
    EvidenceGrade.C: "observed or contested",
    EvidenceGrade.CONVENTION: "convention",
}
ROLES = {
    Role.GATE: "decides whether the text can and may be shown at all",
    Role.MEASURE: "adds points",
    Role.PENALTY: "takes points",
    Role.INTEGRITY: "a finding fails the text's integrity",
    Role.CONVENTION: "a finding for the reader's sake, no points",
}
MAX_EXAMPLE = 160


def reference_page(checks: Iterable[Check]) -> str:
    """Markdown: an overview, then a section for each check."""
    listed = list(checks)
    points = shipped_weights().points
    lines = [
        "# Checks",
        "",
        "<!-- Made by `python -m app.evaluation.aeo.reference`; change the TOML files, not this page. -->",
        "",
        (
            f"Rubric {shipped_weights().version}. Only evidence of grade A or B carries points; "
            "[the AEO score](../explanation/aeo-score.md) says how they were fitted."
        ),
        "",
        "| id | name | role | evidence | points |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| [{check.id}](#{check.id.lower()}-{check.name}) | {check.name} | {check.role} | {check.grade} "
        f"| {_points(check, points.get(check.id))} |"
        for check in listed
    ]
    for check in listed:
        lines += ["", *_section(check, points.get(check.id))]
    return "\n".join(lines) + "\n"


def _section(check: Check, points: float | None) -> list[str]:
    limits = [
        *([f"languages {', '.join(sorted(check.languages))}"] if check.languages else []),
        *([f"formats {', '.join(sorted(check.formats))}"] if check.formats else []),
    ]
    lines = [
        f"## {check.id} {check.name}",
        "",
        f"- **Role**: {check.role}: {ROLES[check.role]}{f' ({_points(check, points)})' if points else ''}.",
        f"- **Evidence**: {check.grade}, {GRADES[check.grade]}. {check.source}.",
        f"- **Says** ({check.severity}): {_code(check.message)}",
        f"- **Safe fix**: {check.fix}",
    ]
    if limits:
        lines.append(f"- **Applies to**: {'; '.join(limits)}.")
    for fires, title in ((True, "Fires on"), (False, "Silent on")):
        example = next(example for example in check.examples if example.fires is fires)
        lines.append(f"- **{title}**: {_shown(example)}")
    return lines


def _points(check: Check, points: float | None) -> str:
    if points is not None:
        return f"up to {points:.1f}"
    return f"down to -{check.number('points'):.0f}" if check.role is Role.PENALTY else ""


def _shown(example: Example) -> str:
    text = re.sub(r"\s+", " ", example.text).strip()
    if not text:
        return "an empty text"
    text = text if len(text) <= MAX_EXAMPLE else text[: MAX_EXAMPLE - 1].rstrip() + "…"
    asked = f" (asked: {example.query})" if example.query is not None else ""
    robots = f" (robots.txt: {_code(' '.join(example.robots_txt.split()))})" if example.robots_txt else ""
    return f"{_code(text)}{asked}{robots}"


def _code(text: str) -> str:
    """A code span that also holds backticks; invisible characters are shown by number."""
    shown = "".join(
        character if character.isprintable() else f"[U+{ord(character):04X}]" for character in text
    )
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


if __name__ == "__main__":
    print(reference_page(built_in_checks()), end="")
