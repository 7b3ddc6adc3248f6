"""What a change of words looks like, as numbers for the score."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from app.rewrite.facts.wording.changes import Change, Pair, Placed
from app.rewrite.facts.wording.kin import Kin, shares_stem
from app.rewrite.facts.wording.lexical import Relation

CLASSES = (
    "negation", "modal", "quantity", "order", "period", "relation", "pronoun", "auxiliary", "determiner",
    "joint",
)  # fmt: skip
PARTS = ("noun", "verb", "adjective", "adverb", "noun-verb", "other")
_BY_WORTH = (
    (Relation.ANTONYM, "antonym"), (Relation.AFFIX, "affix"), (Relation.SYNONYM, "synonym"),
    (Relation.DERIVED, "derived"), (Relation.NEAR_ANTONYM, "near-antonym"), (Relation.LISTED, "listed"),
    (Relation.WIDER, "wider"), (Relation.NARROWER, "narrower"), (Relation.ALIKE, "alike"),
    (Relation.LISTED_ONCE, "listed-once"), (Relation.SISTER, "sister"),
)  # fmt: skip
"""The first that holds names the pair."""
CONTEXT = ("says-something", "alone", "company", "share-changed", "kin-around", "strange-around")
"""What the changes around it say; nothing that needs an explanation."""
OTHERS = tuple(
    f"{group}-{side}" for group in ("figure", "name", "role", "operator") for side in ("broken", "doubted")
)
"""Differences that are no change of words, see `evidence`."""
FEATURES = (
    *(name for _, name in _BY_WORTH), "stem", "unrelated-figure", "unrelated-name",
    *(f"unrelated-{part}" for part in PARTS),
    *(f"{side}-{part}" for side in ("lost", "new") for part in (*PARTS, "figure", "name")),
    "repeated", "elided", "moved", "exchanged", "long-new", "long-lost", "only-new", "only-lost", "uneven",
    *(f"{name}-{way}" for name in CLASSES for way in ("swapped", "new", "lost")),
    *CONTEXT, *OTHERS,
)  # fmt: skip
"""In the order of the weights."""

INDEX = {name: i for i, name in enumerate(FEATURES)}
MOST = 3.0
LONG_RUN = 2
_KIN = frozenset({"synonym", "derived", "listed", "stem", "wider", "narrower", "alike", "listed-once"})


def relation_of(pair: Pair, kin: Kin) -> str:
    """The name of the pair's feature; empty where one word is a form of the other."""
    one, other = pair.before[1], pair.after[1]
    if one.is_figure or other.is_figure:
        return "" if one.key == other.key else "unrelated-figure"
    relation = kin.relation(one, other)
    if Relation.SAME in relation:
        return ""
    for kind, name in _BY_WORTH:
        if kind in relation:
            return name
    if _letters(one.key) == _letters(other.key):
        return "unrelated-name"
    if shares_stem(one.key, other.key):
        return "stem"
    if one.is_name and other.is_name:
        return "unrelated-name"
    part = kin.part(one)
    return f"unrelated-{part if part == kin.part(other) else 'other'}"


def _letters(word: str) -> str:
    """`note¹` and `note²` differ in what counts, however alike they look."""
    return "".join(sign for sign in word if sign.isalpha())


def described(change: Change, kin: Kin, *, known: frozenset[str]) -> dict[str, float]:
    """The change by itself. `known` are the keys of the words of the original's sentences around it."""
    names = [relation_of(pair, kin) for pair in change.pairs]
    found: dict[str, float] = defaultdict(float, Counter(name for name in names if name))
    for side, words in (("lost", change.lost), ("new", change.new)):
        for placed in words:
            if side == "new" and kin.key(placed[1]) in known:
                found["repeated"] += 1
            else:
                found[f"{side}-{_sort(placed, kin)}"] += 1
    found["moved"], found["exchanged"] = change.moved, change.partner >= 0
    found["elided"] = change.elided
    found["long-new"] = max(0, len(change.new) - LONG_RUN)
    found["long-lost"] = max(0, len(change.lost) - LONG_RUN)
    found["only-new"], found["only-lost"] = not change.before, not change.after
    for name, (lost, new) in function_balance(change, kin).items():
        found[f"{name}-swapped"] = min(lost, new)
        found[f"{name}-new"], found[f"{name}-lost"] = new - min(lost, new), lost - min(lost, new)
    if change.before and change.after:
        found["uneven"] = abs(len(change.before) - len(change.after)) / 3
    return {name: min(float(value), MOST) for name, value in found.items()}


def function_balance(change: Change, kin: Kin) -> Mapping[str, tuple[int, int]]:
    """For each class how many of its words only one side has."""
    sums: dict[str, list[int]] = {}
    for side, words in ((0, change.function_lost), (1, change.function_new)):
        for token in words:
            if token.key in kin.classes:
                sums.setdefault(kin.classes[token.key], [0, 0])[side] += 1
    return {name: (pair[0], pair[1]) for name, pair in sums.items()}


def _sort(placed: Placed, kin: Kin) -> str:
    token = placed[1]
    return "figure" if token.is_figure else "name" if token.is_name else kin.part(token)


def says_something(found: Mapping[str, float]) -> bool:
    """More than determiners, auxiliaries, joints and prepositions changed."""
    idle = ("relation", "auxiliary", "determiner", "joint", "moved", "only", "uneven", "repeated", "elided")
    return any(value and not name.startswith(idle) for name, value in found.items())


def in_company(found: Sequence[Mapping[str, float]], share_changed: float) -> list[list[float]]:
    """A row for each change. Where all is reworded with kindred words, one more reworded word says little;
    one strange word in a sentence that stayed as it was says much."""
    weighty = [says_something(one) for one in found]
    count = sum(weighty)
    kin_total = sum(_sum(one, kindred=True) for one in found)
    strange_total = sum(_sum(one, kindred=False) for one in found)
    rows = []
    for one, is_weighty in zip(found, weighty, strict=True):
        row = [0.0] * len(FEATURES)
        for name, value in one.items():
            if name in INDEX:
                row[INDEX[name]] = value
        if is_weighty:
            others_kin = kin_total - _sum(one, kindred=True)
            others_strange = strange_total - _sum(one, kindred=False)
            row[INDEX["says-something"]] = 1.0
            row[INDEX["alone"]] = float(count == 1)
            row[INDEX["company"]] = math.log1p(min(count, 12))
            row[INDEX["share-changed"]] = min(1.0, share_changed)
            row[INDEX["kin-around"]] = math.log1p(min(others_kin, 12))
            row[INDEX["strange-around"]] = math.log1p(min(others_strange, 12))
        rows.append(row)
    return rows


def _sum(found: Mapping[str, float], *, kindred: bool) -> float:
    if kindred:
        return sum(value for name, value in found.items() if name in _KIN)
    return sum(v for n, v in found.items() if n.startswith(("unrelated", "lost-", "new-", "antonym")))
