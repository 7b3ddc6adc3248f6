"""Can any regular expression of the product be driven to more than linear time?

    python -m bench.regular_expressions [--all]

Every compiled pattern of every module, every pattern made of words in a data file, and every pattern written
at its call, is searched in inputs made from its own parse tree: what it repeats, over and over, behind what
must stand before it, with an end that does not match. Growth is the time for four times the length, divided
by four: about 1 is linear, 4 quadratic. Only growth above `LIMIT` is printed, or all of it; the exit code is
1 where there is any. A pattern is left at its first input that grows too fast, and after `BUDGET` CPU seconds
at the latest; how many inputs were not tried then is printed.
"""

import argparse
import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

from app.rewrite.facts.lexicon import lexicon_for

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "celery_worker")
SCANS = ("search", "finditer", "findall", "sub", "subn", "split")
LENGTH = 2_000
"""Characters of the shorter input: more than any bounded quantifier that matters."""
LIMIT = 2.0
ROUNDS = 5
"""The fastest counts: what else the machine does is not the pattern's."""
CONFIRMATIONS = 4
"""Measurements more, before growth is believed."""
MEASURABLE = 2e-3
"""Seconds; what takes less at the longer input is not slow, whatever its growth."""
SECONDS = 2.0
"""One search that takes longer is stopped, and counts as endless: a linear one takes milliseconds."""
BUDGET = 8.0
"""CPU seconds for the inputs of one pattern."""
BOUNDED = {
    "app.content.html.tokens._STRICT": "the tokenizer leaves it at the first tag that does not close",
    "app.content.html.tokens._LENIENT": "the tokenizer stops behind the last `>` of the text",
    "app.content.rst.inline._TARGET_IN_ROLE": "a role has at most 2,000 characters",
    "app.text.sentences._WORD_BEFORE": "40 characters before a dot",
    "app.evaluation.aeo.quotes._SPEAKER": "80 characters beside a quotation",
    "app.evaluation.aeo.spelled._SPELLED": "one sentence of at most 2,000 characters",
    "app.llm.middleware.limit_headers._DURATION": "40 characters of a header",
}
"""Searched in a text whose length the code bounds, so that their growth cannot matter."""
COMMON = (" ", "a", "A", "1", "\n", "é", "。", "\u0e01", "a ", "A b", "1 ", " \n", "<", "[", "(", '"', "'")

Found = tuple[str, re.Pattern[str], bool]
"""Name, pattern, and whether the code searches with it (or only matches at a given place)."""


def patterns() -> Iterator[Found]:
    sources = {
        path: path.read_text(encoding="utf-8") for name in PACKAGES for path in (ROOT / name).rglob("*.py")
    }
    seen: set[tuple[str, int]] = set()
    for name in PACKAGES:
        package = importlib.import_module(name)
        for info in pkgutil.walk_packages(package.__path__, f"{name}."):
            if info.name.endswith("__main__") or ".migrations." in info.name:
                continue
            try:
                module = importlib.import_module(info.name)
            except ImportError:
                continue  # an extra that is not installed
            own = "" if module.__file__ is None else sources.get(Path(module.__file__), "")
            for constant, value in vars(module).items():
                for pattern in _held(value):
                    if f"{constant} = " in own and (pattern.pattern, pattern.flags) not in seen:
                        seen.add((pattern.pattern, pattern.flags))
                        where = own if constant.startswith("_") else "\n".join(sources.values())
                        scans = any(f"{constant}.{way}(" in where for way in SCANS)
                        only_matches = not scans and (
                            f"{constant}.match(" in where or f"{constant}.fullmatch(" in where
                        )
                        yield f"{info.name}.{constant}", pattern, not only_matches
    for language in sorted(file.stem for file in (ROOT / "app/rewrite/facts/data").glob("*.toml")):
        lexicon = lexicon_for(language)
        for member in fields(lexicon):
            for pattern in _held(getattr(lexicon, member.name)):
                if (pattern.pattern, pattern.flags) not in seen:
                    seen.add((pattern.pattern, pattern.flags))
                    yield f"app/rewrite/facts/data/{language}.toml {member.name}", pattern, True
    for path, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            text = _written(node) if isinstance(node, ast.Call) else None
            if text is not None and (text, re.compile(text).flags) not in seen:
                seen.add((text, re.compile(text).flags))
                scans = "match(" not in ast.unparse(node).partition("'")[0]
                yield f"{path.relative_to(ROOT)} {text!r:.40}", re.compile(text), scans


def _held(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _held(each)
    elif isinstance(value, list | tuple | set | frozenset) and len(value) < 1_000:
        for each in value:
            yield from _held(each)


def _written(node: ast.Call) -> str | None:
    """The pattern of `re.search("...")`."""
    if not (isinstance(node.func, ast.Attribute) and node.args):
        return None
    owner, first = node.func.value, node.args[0]
    if not (isinstance(owner, ast.Name) and owner.id == "re" and isinstance(first, ast.Constant)):
        return None
    is_used = node.func.attr in {*SCANS, "match", "fullmatch"}
    return first.value if isinstance(first.value, str) and is_used else None


def hostile(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """What stands before, what is repeated, what stands at the end."""
    tree = _parser.parse(pattern.pattern, pattern.flags)
    pumps = {("", each) for each in COMMON}
    for before, repeated in _repeats(list(tree), ""):
        pumps |= {(before, repeated), ("", before + repeated), ("", repeated)}
        pumps |= {(before, repeated + each) for each in (" ", "a", "\n")}
    for before, repeated in sorted(pumps):
        if repeated:
            for end in ("", "\x00", "\n!"):
                yield before, repeated, end


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Sample of what precedes each wide repetition, sample of what it repeats."""
    for operator, detail in nodes:
        name = str(operator)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            low, high, body = detail
            if int(high) >= 16:
                for variant in _samples(list(body)):
                    yield before, variant
            yield from _repeats(list(body), before)
            before += _sample(list(body)) * min(int(low), 8)
        elif name == "BRANCH":
            for branch in detail[1]:
                yield from _repeats(list(branch), before)
            before += _sample(list(detail[1][0]))
        elif name in {"SUBPATTERN", "ATOMIC_GROUP"}:
            body = detail[-1] if name == "SUBPATTERN" else detail
            yield from _repeats(list(body), before)
            before += _sample(list(body))
        else:
            before += _sample([(operator, detail)])


def _samples(nodes: list[Any]) -> Iterator[str]:
    """A few strings that the nodes match: one for each branch or member of a class."""
    if len(nodes) == 1 and str(nodes[0][0]) == "IN":
        items = nodes[0][1]
        yield from {_sample(nodes), " ", "\n"} if _negated(items) else {_member(item) for item in items}
    elif len(nodes) == 1 and str(nodes[0][0]) == "BRANCH":
        yield from {_sample(list(branch)) for branch in nodes[0][1][1]}
    elif len(nodes) == 1 and str(nodes[0][0]) == "SUBPATTERN":
        yield from _samples(list(nodes[0][1][-1]))
    else:
        yield _sample(nodes)


def _sample(nodes: list[Any]) -> str:
    """One string that the nodes match, look-around and back references left out."""
    parts = []
    for operator, detail in nodes:
        name = str(operator)
        if name == "LITERAL":
            parts.append(chr(detail))
        elif name == "NOT_LITERAL":
            parts.append("a" if detail != ord("a") else "b")
        elif name == "ANY":
            parts.append("a")
        elif name == "IN":
            parts.append(_outside(detail) if _negated(detail) else _member(detail[0]))
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            parts.append(_sample(list(detail[2])) * max(1 if int(detail[1]) else 0, min(int(detail[0]), 8)))
        elif name == "BRANCH":
            parts.append(_sample(list(detail[1][0])))
        elif name == "SUBPATTERN":
            parts.append(_sample(list(detail[-1])))
        elif name == "ATOMIC_GROUP":
            parts.append(_sample(list(detail)))
    return "".join(parts)


def _negated(items: list[Any]) -> bool:
    return bool(items) and str(items[0][0]) == "NEGATE"


def _outside(items: list[Any]) -> str:
    """A character that a negated class takes."""
    kind = re.compile("[^" + "".join(re.escape(_member(item)) for item in items[1:]) + "]")
    classes = {str(item[1]) for item in items if str(item[0]) == "CATEGORY"}
    allowed = [each for each in "a1 -é" if kind.match(each)]
    if "CATEGORY_WORD" in classes:
        allowed = [each for each in allowed if not each.isalnum()]
    if "CATEGORY_NOT_WORD" in classes:
        allowed = [each for each in allowed if each.isalnum()]
    if "CATEGORY_SPACE" in classes:
        allowed = [each for each in allowed if not each.isspace()]
    if "CATEGORY_DIGIT" in classes:
        allowed = [each for each in allowed if not each.isdigit()]
    return allowed[0] if allowed else "a"


def _member(item: Any) -> str:
    name, detail = str(item[0]), item[1]
    if name == "LITERAL":
        return chr(detail)
    if name == "RANGE":
        return chr(detail[0])
    return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_NOT_SPACE": "a"}.get(str(detail), "a")


def growth(pattern: re.Pattern[str], pump: tuple[str, str, str], *, scans: bool) -> float:
    """Time for four times the length, divided by four; 0 where it is too little to tell.

    What seems to grow too fast is measured again, and the least counts: something else may have been at work.
    """
    for length in (LENGTH // 16, LENGTH):
        least = _least(partial(_growth_at, pattern, pump, length, scans=scans))
        if least > LIMIT:
            return least
    return 0.0


def _least(measure: Callable[[], float]) -> float:
    """The least of a few measurements; the first that is low enough settles it."""
    least = measure()
    for _ in range(CONFIRMATIONS):
        if least <= LIMIT:
            break
        least = min(least, measure())
    return least


def _growth_at(pattern: re.Pattern[str], pump: tuple[str, str, str], length: int, *, scans: bool) -> float:
    small, large = (_text(pump, times * length) for times in (1, 4))
    slow = _seconds(pattern, large, scans=scans)
    if slow < MEASURABLE:
        return 0.0
    quick = min(_seconds(pattern, small, scans=scans) for _ in range(ROUNDS))
    if slow < SECONDS:
        slow = min(slow, *(_seconds(pattern, large, scans=scans) for _ in range(ROUNDS)))
    return slow / quick / 4 if slow > MEASURABLE else 0.0


def _text(pump: tuple[str, str, str], length: int) -> str:
    before, repeated, end = pump
    return before + repeated * (length // len(repeated)) + end


def _seconds(pattern: re.Pattern[str], text: str, *, scans: bool) -> float:
    started = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        if scans:
            for _ in pattern.finditer(text):
                pass
        else:
            pattern.match(text)
    except TimeoutError:
        return SECONDS
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.perf_counter() - started


def _stop(_: int, __: FrameType | None) -> None:
    raise TimeoutError


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="print every pattern")
    parser.add_argument("--only", default="", help="patterns whose name holds this text")
    chosen = parser.parse_args()
    signal.signal(signal.SIGALRM, _stop)
    count = inputs = slow = untried = 0
    for name, pattern, scans in patterns():
        if name in BOUNDED or chosen.only not in name:
            continue
        count += 1
        worst, by = 0.0, ("", "", "")
        until = time.process_time() + BUDGET
        for pump in hostile(pattern):
            if worst > LIMIT or time.process_time() > until:
                untried += 1
                continue
            inputs += 1
            found = growth(pattern, pump, scans=scans)
            if found > worst:
                worst, by = found, pump
        slow += worst > LIMIT
        if worst > LIMIT or chosen.all:
            print(f"{worst:8.1f}  {name}  {by!r}  {pattern.pattern[:100]!r}", flush=True)
    print(f"left out, because the code bounds the text: {', '.join(BOUNDED)}")
    print(f"{count} patterns, {inputs} inputs: {slow} grow by more than {LIMIT:g} times their length")
    print(f"{untried} inputs not tried; {time.process_time():.0f} CPU seconds")
    sys.exit(slow > 0)


if __name__ == "__main__":
    main()
