"""How do tampered and honest rewrites end: kept, doubted in wording, doubted in meaning, or broken?

    python bench/facts.py [--set tuned|heldout|fresh] [--shared ../shared] [--show] [--seed 7]

Tampering knows the marks of bench/data/facts and plain string operations, nothing of the checker.
The honest set: hand-written paraphrases sentence by sentence and mixed, the `rules` rewriter's output on the
same texts with filler put in and on real articles (with --shared), and mechanical honest edits.
"""

# ruff: noqa: ANN001, ANN201, ANN202, E501, PLW0603, ARG001 - a script: its data is its documentation

import argparse
import json
import os
import random
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.content import read_text  # noqa: E402
from app.domain.policy import RewritePolicy  # noqa: E402
from app.rewrite.apply import apply  # noqa: E402
from app.rewrite.proposal import RewriteJob  # noqa: E402
from app.rewrite.rules.rewriter import RulesRewriter  # noqa: E402
from app.rewrite.text import Text  # noqa: E402
from bench.facts_shared import Pair, measure, measure_shared, pairs_of  # noqa: E402

FOLDER = Path(__file__).parent / "data" / "facts"
NAME = re.compile(r"\{([^}]*)\}")
QUANTITY = re.compile(r"<([^>]*)>")
NEGATION = re.compile(r"~([^|~]*)\|([^~]*)~")
FENCE = "\n\n```python\nlimit = 12\nfor item in queue:\n    send(item, limit)\n```\n"
LINKS = "\n\n[source]({url}) and <https://data.example.org/table?id=7>\n"


@dataclass(frozen=True)
class Case:
    kind: str
    language: str
    original: str
    candidate: str


def plain(marked):
    text = NAME.sub(r"\1", marked)
    text = QUANTITY.sub(r"\1", text)
    return NEGATION.sub(r"\1", text)


def page(sentences, language, title, *, url="https://example.org/report", fence=FENCE):
    half = (len(sentences) + 1) // 2
    gap = "" if language in ("ja", "zh") else " "
    body = gap.join(sentences[:half]) + "\n\n## 2\n\n" + gap.join(sentences[half:])
    return f"---\nlang: {language}\ntitle: {title}\n---\n# {title}\n\n{body}{LINKS.format(url=url)}{fence}"


def articles():
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for article in data["article"]:
            yield data["language"], data["units"], article["title"], article["pairs"]


# --- tampering: each returns the marked sentences with one lie in them, or None ---


def changed_number(marked, rng, units):
    return edit_quantity(
        marked,
        rng,
        lambda q: re.sub(r"\d", lambda m: str((int(m[0]) + rng.randint(1, 8)) % 10 or 1), q, count=1),
    )


def moved_point(marked, rng, units):
    def move(quantity):
        match = re.search(r"(\d+)([.,])(\d)(\d*)", quantity)
        if match:
            rest = f"{match[2]}{match[4]}" if match[4] else ""
            return f"{quantity[: match.start()]}{match[1]}{match[3]}{rest}{quantity[match.end() :]}"
        match = re.search(r"\d{2,}", quantity)
        mark = "," if rng.language in ("de", "fr", "es", "it", "nl", "pt") else "."
        if match is None:
            return quantity
        return f"{quantity[: match.end() - 1]}{mark}{quantity[match.end() - 1 :]}"

    return edit_quantity(marked, rng, move)


def altered_unit(marked, rng, units):
    places = [
        (i, m)
        for i, text in enumerate(marked)
        for m in QUANTITY.finditer(text)
        for u in units
        if ends_with(m[1], u)
    ]
    if not places:
        return None
    i, match = rng.choice(places)
    unit = max((u for u in units if ends_with(match[1], u)), key=len)
    return replaced(marked, i, match, f"<{match[1][: -len(unit)]}{units[unit]}>")


def ends_with(quantity, unit):
    return quantity.endswith(unit) and not quantity[: -len(unit)][-1:].isalpha()


def swapped_names_in_sentence(marked, rng, units):
    return swap(marked, rng, NAME, same_sentence=True)


def swapped_names_between_sentences(marked, rng, units):
    return swap(marked, rng, NAME, same_sentence=False)


def swapped_numbers_in_sentence(marked, rng, units):
    return swap(marked, rng, QUANTITY, same_sentence=True)


def swapped_numbers_between_sentences(marked, rng, units):
    return swap(marked, rng, QUANTITY, same_sentence=False)


def dropped_negation(marked, rng, units):
    places = [(i, m) for i, text in enumerate(marked) for m in NEGATION.finditer(text)]
    if not places:
        return None
    i, match = rng.choice(places)
    return replaced(marked, i, match, match[2])


def dropped_number_sentence(marked, rng, units):
    places = [i for i, text in enumerate(marked) if QUANTITY.search(text)]
    return [text for i, text in enumerate(marked) if i != rng.choice(places)] if places else None


def invented_figure(marked, rng, units):
    i = rng.randrange(len(marked))
    figure = {
        "en": "about 83 %",
        "de": "rund 83 %",
        "fr": "environ 83 %",
        "es": "un 83 %",
        "it": "circa 83 %",
        "ja": "83％",
        "nl": "circa 83 %",
        "pt": "cerca de 83 %",
        "zh": "83％",
    }[rng.language]
    stop = "。" if rng.language in ("ja", "zh") else "."
    at = marked[i].rfind(stop)
    return [*marked[:i], marked[i][:at] + f" ({figure})" + marked[i][at:], *marked[i + 1 :]]


TAMPERINGS = (
    changed_number, moved_point, altered_unit, swapped_names_in_sentence, swapped_names_between_sentences,
    swapped_numbers_in_sentence, swapped_numbers_between_sentences, dropped_negation, dropped_number_sentence,
    invented_figure,
)  # fmt: skip


def replaced(marked, i, match, text):
    return [*marked[:i], marked[i][: match.start()] + text + marked[i][match.end() :], *marked[i + 1 :]]


def edit_quantity(marked, rng, change):
    places = [
        (i, m) for i, text in enumerate(marked) for m in QUANTITY.finditer(text) if change(m[1]) != m[1]
    ]
    if not places:
        return None
    i, match = rng.choice(places)
    changed = change(match[1])
    return None if changed == match[1] else replaced(marked, i, match, f"<{changed}>")


def swap(marked, rng, pattern, *, same_sentence):
    places = [(i, m) for i, text in enumerate(marked) for m in pattern.finditer(text)]
    pairs = [
        (one, other)
        for n, one in enumerate(places)
        for other in places[n + 1 :]
        if one[1][1] not in other[1][1]
        and other[1][1] not in one[1][1]
        and (one[0] == other[0]) == same_sentence
        and same_measure(one[1], other[1])
        and not commuting(marked[one[0]], one[1], other[1], same_sentence)
    ]
    if not pairs:
        return None
    (i, one), (j, other) = rng.choice(pairs)
    result = replaced(marked, j, other, other[0].replace(other[1], one[1]))
    return replaced(result, i, one, one[0].replace(one[1], other[1]))


def same_measure(one, other):
    """Two names, or two figures of one measure: `40 minutes` for `1.5 degrees` is no lie but gibberish."""
    units = [re.sub(r"[\d.,\s]+", "", match[1]) if match.re is QUANTITY else "" for match in (one, other)]
    return units[0] == units[1] or "" in units


def commuting(text, one, other, same_sentence):
    """`A and B` says the same as `B and A`."""
    return (
        same_sentence
        and re.fullmatch(r"[\s,]*(?:and|und|et|y|e|en|と|和)?[\s,]*", text[one.end() : other.start()])
        is not None
    )


def tampered(rng, rounds):
    for language, units, title, pairs in articles():
        rng.language = language
        for base in range(rounds):
            marked = [pair[1] if base and rng.random() < 0.5 else pair[0] for pair in pairs]
            original = page([plain(pair[0]) for pair in pairs], language, title)
            for tampering in TAMPERINGS:
                lie = tampering(marked, rng, units)
                if lie is not None and [plain(s) for s in lie] != [plain(s) for s in marked]:
                    yield Case(
                        tampering.__name__, language, original, page([plain(s) for s in lie], language, title)
                    )
            honest = [plain(s) for s in marked]
            yield Case(
                "new_link",
                language,
                original,
                page(honest, language, title, url="https://example.com/report"),
            )
            lines = FENCE.split("\n")
            cut = rng.choice([3, 4, 5])
            fence = "\n".join(line for n, line in enumerate(lines) if n != cut)
            yield Case("lost_code_line", language, original, page(honest, language, title, fence=fence))


# --- honest rewrites ---

FILLER = {
    "en": ("It is important to note that ", "In order to be exact: "),
    "fr": ("Il est important de noter que ",),
}
SYNONYMS = {
    "en": [("began", "started"), ("now keeps", "currently keeps"), ("because", "since"), ("dangerous", "hazardous"), ("reduced", "cut"), ("reported", "described"), ("bought", "purchased"), ("The rest", "What remains"), ("delivers", "supplies"), ("deliver", "supply")],
    "de": [("leitet", "führt"), ("ausfiel", "versagte"), ("Reparatur", "Instandsetzung"), ("dauerte", "lief"), ("beschloss", "genehmigte"), ("rund", "etwa"), ("Ausbau", "Umbau"), ("gefährlich", "riskant")],
    "fr": [("dirige", "gère"), ("produit", "fournit"), ("Les travaux", "Les chantiers"), ("vérifient", "contrôlent"), ("remède", "médicament"), ("pendant", "durant"), ("signalé", "décrit")],
    "es": [("consume", "gasta"), ("cerró", "paró"), ("remedio", "medicamento"), ("obras", "reformas"), ("peligrosa", "arriesgada"), ("llegaron", "vinieron")],
    "it": [("consuma", "richiede"), ("lavori", "cantieri"), ("rimedio", "farmaco"), ("pericolosa", "rischiosa"), ("arrivate", "venute"), ("strada", "via")],
    "ja": [("管理している", "運営している"), ("一緒に", "共に")],
}  # fmt: skip


def honest(rng, shared):
    for language, _, title, pairs in articles():
        before = [plain(pair[0]) for pair in pairs]
        after = [plain(pair[1]) for pair in pairs]
        original = page(before, language, title)
        for n in range(len(pairs)):
            yield Case(
                "one_paraphrase",
                language,
                original,
                page([*before[:n], after[n], *before[n + 1 :]], language, title),
            )
        yield Case("all_paraphrased", language, original, page(after, language, title))
        for _ in range(4):
            mixed = [a if rng.random() < 0.5 else b for a, b in zip(before, after, strict=True)]
            yield Case("mixed_paraphrases", language, original, page(mixed, language, title))
            yield Case(
                "synonyms",
                language,
                original,
                page([with_synonyms(s, language, rng) for s in mixed], language, title),
            )
        yield Case("other_way_round", language, page(after, language, title), original)
        for filler in FILLER.get(language, ()):
            padded = page(
                [
                    filler + s[0].lower() + s[1:] if s.startswith(("Its ", "The ", "La ", "Le ")) else s
                    for s in before
                ],
                language,
                title,
            )
            yield Case("rules_rewriter", language, padded, by_rules(padded))
    if shared is not None:
        for path in sorted((shared / "articles" / "docs").glob("*")):
            source = path.read_bytes().decode("utf-8", errors="replace")
            candidate = by_rules(source, path=path.name)
            if candidate != source:
                yield Case("rules_on_articles", path.name, source, candidate)


def with_synonyms(sentence, language, rng):
    for one, other in SYNONYMS.get(language, ()):
        if one in sentence and rng.random() < 0.8:
            sentence = sentence.replace(one, other)
    return sentence


def by_rules(source, path="a.md"):
    document = read_text(source, path=path)
    return apply(
        document, RulesRewriter().propose(RewriteJob("s", "r", 1, Text.of(document), (), RewritePolicy()))
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=os.environ.get("COPYDESK_SHARED"))
    parser.add_argument(
        "--pairs", type=Path, help="judge the pairs of this JSON Lines file, and nothing else"
    )
    parser.add_argument("--show", action="store_true", help="print every miss and every false refusal")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--rounds", type=int, default=4, help="bases per article; the first is the original itself"
    )
    parser.add_argument(
        "--set",
        choices=["tuned", "heldout", "fresh"],
        default="tuned",
        help="tuned: the checker was made on it; heldout: written afterwards, looked at once; fresh: never",
    )
    options = parser.parse_args()
    if options.set != "tuned":
        global FOLDER
        FOLDER = FOLDER / options.set
    rng = random.Random(options.seed)
    if options.pairs:
        measure(options.pairs.name, pairs_of(options.pairs), show=options.show)
        return
    shared = Path(options.shared) if options.shared else None
    pairs = [
        *(as_pair(case, is_lie=True) for case in tampered(rng, options.rounds)),
        *(as_pair(case, is_lie=False) for case in honest(rng, shared)),
    ]
    totals = measure(f"generated, set {options.set}", pairs, show=options.show)
    if shared is not None:
        measure_shared(shared, show=options.show)
    print(json.dumps(totals))


def as_pair(case, *, is_lie):
    kind = f"{case.kind} {case.language}" if "." not in case.language else case.kind
    path = case.language if "." in case.language else "a.md"
    return Pair(kind, "", case.original, case.candidate, is_lie, path=path)


if __name__ == "__main__":
    main()
