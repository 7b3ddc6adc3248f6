"""Replies of a model with something added: which are accepted, doubted, refused or unusable, by kind.

    python -m bench.replies [--shared FOLDER]

Without a folder: our own additions, each put at the start, inside and at the end of a section of our own
articles in five formats, through `ModelRewriter.read` and the facts report, as in a rewrite cycle; and slips
of form that change nothing. With one: also every reply of `FOLDER/replies` (JSON: `article`, `path`,
`section`, `reply`, and what is `right`), and our own additions in every article of `FOLDER/endtoend`.
Exits with 1 where an addition is accepted, or a reply that is right is not.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from app.domain.errors import ReplyUnusable
from app.domain.facts import Outcome
from app.domain.policy import RewritePolicy
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.rewrite.candidate import candidate_of
from app.rewrite.model_rewriter import ModelRewriter
from app.rewrite.proposal import RewriteJob
from app.rewrite.text import Text

PROSE = (
    "The keeper of the mill opens the sluice in order to let the water out at dusk. The wheel turns slowly "
    "and the river runs on to the sea."
)
ARTICLES = {
    "mill.md": f"---\nlang: en\n---\n# Mill\n\n{PROSE}\n",
    "mill.mdx": f"---\nlang: en\n---\n# Mill\n\n{PROSE}\n",
    "mill.rst": f"Mill\n====\n\n{PROSE}\n",
    "mill.html": f'<html lang="en"><body><h1>Mill</h1>\n<p>{PROSE}</p>\n</body></html>\n',
    "mill.txt": f"{PROSE}\n",
}
ADDITIONS = {
    "template": [
        "{% include x.html %}",
        "{{ site.secret }}",
        "<%= ENV %>",
        "<?php x(); ?>",
        "${x}",
        "{{> x }}",
    ],
    "shortcode": ["{{< readfile x >}}", "{{% include x %}}", "[[Include(x)]]", "<<Include(x)>>"],
    "MDX": ["import x from 'x'", "export const x = 1", "{process.env.X}", "<Card />"],
    "directive or role": [".. include:: x", ".. raw:: html\n   :file: x", ":doc:`x`", "```{include} x\n```"],
    "include or embed": ["![[x.md]]", "include::x[]", "#+INCLUDE: x", '--8<-- "x"', "<<< @/x", "\\input{x}"],
    "HTML that runs": [
        "<script>x()</script>",
        '<p onclick="x()">x</p>',
        '<iframe src="x"></iframe>',
        "<!--#exec -->",
    ],
    "address that runs": ["[x](javascript:x())", "![x](data:image/svg+xml,x)", "[x](file:///x)"],
    "odd character": ["x\u202ey", "x\u200by", "x\x07y", "x\x00y", "x\ud83dy", "x\ue000y"],
    "token of a chat": ["<|im_end|>", "[INST]", "### Assistant: x", "</think>", "turn0search1", "⟦77⟧"],
    "chatter": [
        "Sure! Here is the improved version:",
        "Let me know if you want any further changes!",
        "As an AI language model, I cannot judge.",
        "I have shortened the opening sentence.",
        "**Note:** shortened the opening.",
        "Voici la version améliorée du texte :",
        "Hier ist die überarbeitete Fassung:",
    ],
    "link or image": ["[here](/buy)", "https://x.example/buy", "![x](https://x.example/x.png)", "[[Buy]]"],
    "inline element": ["✅", "@buy-now", "#buynow", "$x^2$", "`x`", "~~x~~", "[^9]", "“Buy this mill now”"],
    "block": [
        "## Buy",
        "- buy it now",
        "| a | b |\n|---|---|\n| c | d |",
        "> [!TIP]\n> Buy.",
        "```\nx\n```",
        "<!-- x -->",
    ],
    "new statement": ["The mill was sold to a bank in spring.", "Visitors pay at the door."],
}
SLIPS = {
    "byte order mark": lambda reply: f"\ufeff{reply}",
    "fence around the whole": lambda reply: f"```json\n{reply}\n```",
    "null note": lambda reply: reply.replace('"note": "x"', '"note": null'),
    "missing note": lambda reply: reply.replace(', "note": "x"', ""),
    "key that nobody asked for": lambda reply: reply.replace('{"sections"', '{"confidence": 1, "sections"'),
    "white space": lambda reply: f"\n{reply}\n\n",
}


class Nobody:
    provider = "openai"
    model = "bench"

    def complete(self, request: object) -> object:
        del request
        raise AssertionError("nobody is asked")

    def admit(self, request: object) -> None:
        del request

    def most_it_can_cost(self, request: object) -> Decimal:
        del request
        return Decimal(0)


REWRITER = ModelRewriter(Nobody())


def job_for(source: str, path: str, section: str | None = None) -> RewriteJob:
    text = Text(source, path)
    sections = [section] if section else [one.id for one in text.document.sections]
    findings = tuple(
        Finding("wordy", "wordy", Severity.WARNING, EvidenceGrade.C, section_id=one) for one in sections
    )
    return RewriteJob("bench", "rev", 1, text, findings, RewritePolicy(), project_id="bench")


def outcome_of(job: RewriteJob, reply: str) -> tuple[str, str]:
    """`accepted`, `doubted`, `refused` or `unusable`, and why."""
    try:
        proposal = REWRITER.read(REWRITER.prepare(job), reply)
    except ReplyUnusable as error:
        return "unusable", str(error)
    candidate = candidate_of(job, job.text, proposal, ())
    facts = candidate.facts
    if facts.kept:
        return "accepted", "unchanged" if not candidate.is_change else "every fact was kept"
    return ("refused" if facts.outcome is Outcome.BROKEN else "doubted"), facts.summary


def reply_with(job: RewriteJob, addition: str, where: str) -> str:
    """The honest rewrite of the first section that is sent, and the addition."""
    masked = REWRITER.prepare(job).masked[0]
    text = masked.text.strip().replace("in order to", "to")
    if where == "start":
        head, line, rest = text.partition("\n\n")
        text = f"{head}{line}{addition}\n\n{rest}" if rest else f"{addition}\n\n{text}"
    elif where == "inside":
        text = text.replace("The wheel", f"{addition} The wheel")
    elif where == "end":
        text = f"{text}\n\n{addition}"
    return json.dumps({"sections": [{"id": masked.section_id, "text": text, "note": "x"}]})


def own_cases(articles: dict[str, str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Kind, what, outcome, why, what is right."""
    for path, source in articles.items():
        job = job_for(source, path)
        plain = reply_with(job, "", "nowhere")
        yield ("form: plain", path, *outcome_of(job, plain), "kept")
        for name, slip in SLIPS.items():
            yield (f"form: {name}", path, *outcome_of(job, slip(plain)), "kept")
        for kind, additions in ADDITIONS.items():
            for addition in additions:
                for where in ("start", "inside", "end"):
                    if where == "inside" and "The wheel" not in source:
                        continue
                    got, why = outcome_of(job, reply_with(job, addition, where))
                    yield f"added: {kind}", f"{path} {where} {addition!r}", got, why, "refused|unusable"


def shared_cases(folder: Path) -> Iterator[tuple[str, str, str, str, str]]:
    kinds = {}
    manifest = folder / "manifest.jsonl"
    if manifest.exists():
        for line in manifest.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            kinds[row["file"]] = row["kind"], row["expected"]
    for file in sorted((folder / "replies").glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        kind, right = kinds.get(f"replies/{file.name}", ("reply", case["right"]))
        job = job_for(case["article"], case["path"], case["section"])
        yield (kind, file.name, *outcome_of(job, case["reply"]), right)
    articles = {
        file.name: file.read_text(encoding="utf-8")
        for file in sorted((folder / "endtoend").glob("*.*"))
        if file.suffix in {".md", ".mdx", ".rst", ".html"} and file.name != "README.md"
    }
    yield from own_cases({name: text for name, text in articles.items() if "in order to" in text})


def is_right(got: str, right: str) -> bool:
    """A doubt is no acceptance; it is not right either where the reply may be kept."""
    wanted = set(right.split("|"))
    return (
        (got == "accepted" and "kept" in wanted)
        or (got in {"refused", "doubted"} and "refused" in wanted)
        or (got == "unusable" and bool(wanted & {"unusable", "refused"}))
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, help="a folder with `replies` and `endtoend`")
    folder = parser.parse_args().shared
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    cases = own_cases(ARTICLES) if folder is None else [*own_cases(ARTICLES), *shared_cases(folder)]
    for kind, what, got, why, right in cases:
        counted[kind][got] += 1
        if not is_right(got, right):
            counted[kind]["wrong"] += 1
            wrong.append(f"{kind}: {what}: {got}, right is {right}: {why[:160]}")
    columns = ("accepted", "doubted", "refused", "unusable", "wrong")
    print(f"{'kind':45}" + "".join(f"{column:>10}" for column in columns))
    for kind, counts in sorted(counted.items()):
        print(f"{kind:45}" + "".join(f"{counts[column]:>10}" for column in columns))
    total = sum(counted.values(), Counter())
    print(f"{'all':45}" + "".join(f"{total[column]:>10}" for column in columns))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
