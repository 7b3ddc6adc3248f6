"""The metadata block before an article: YAML (`---`), TOML (`+++`) or JSON. Hostile input is reported."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import yaml

from app.domain.content import ContentProblem, Span

MAX_FRONT_MATTER = 64 * 1024
"""Characters. Longer front matter is not parsed: no article needs it, and parsers are slow."""
MAX_ALIASES = 20
"""YAML aliases allowed; nested aliases multiply."""
MAX_NODES = 5000
"""Values allowed after expanding aliases."""
_NO_VALUE = "front-matter-invalid"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    values: Mapping[str, Any] = field(default_factory=dict)
    span: Span | None = None
    """With its fences and the line break after them; None where there is none."""
    problems: tuple[ContentProblem, ...] = ()


_FENCE = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\r|\n|\Z)")
_CLOSE = {
    "---": re.compile(r"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)"),
    "+++": re.compile(r"(?:(?<=\n)|(?<=\r))\+\+\+[ \t]*(?:\r\n|\r|\n|\Z)"),
}
_YAML_KEY = re.compile(r"[ \t]*(?:#[^\r\n]*|[\w\"'$.-][^\r\n:]*:(?=[ \t\r\n]|\Z))")


def read_front_matter(source: str) -> FrontMatter:
    """Read the front matter. A block that is never closed is reported at line 1 and left in the body."""
    start = len(source) - len(source.lstrip("\ufeff"))
    opened = _FENCE.match(source, start)
    if opened is None:
        return _json(source, start)
    fence = opened[1]
    closed = _CLOSE[fence].search(source, opened.end(), opened.end() + MAX_FRONT_MATTER + 8)
    if closed is None or closed.start() - opened.end() > MAX_FRONT_MATTER:
        return _unclosed(source, opened)
    inner = Span(opened.end(), closed.start())
    if fence == "---" and not _looks_like_yaml(source, inner):
        return FrontMatter()
    span = Span(0, closed.end())
    text = source[inner.start : inner.end]
    values, problem = (_yaml if fence == "---" else _toml)(text, inner)
    return FrontMatter(values, span, () if problem is None else (problem,))


def _looks_like_yaml(source: str, inner: Span) -> bool:
    """False for a thematic break at the top of a text: the next line is not a `key:`."""
    text = source[inner.start : inner.end].lstrip()
    return not text or _YAML_KEY.match(text) is not None or text[0] in "{[&!"


def _unclosed(source: str, opened: re.Match[str]) -> FrontMatter:
    fence = opened[1]
    line = source[opened.end() : opened.end() + 500].lstrip()
    is_meant = re.match(r"[\w\"'-]+[ \t]*[:=]", line) is not None
    if not is_meant:
        return FrontMatter()
    too_long = _CLOSE[fence].search(source, opened.end()) is not None
    why = (
        f"is longer than {MAX_FRONT_MATTER:,} characters"
        if too_long
        else f"is never closed by a line {fence}"
    )
    message = f"The front matter that starts here {why}. It was read as part of the text."
    code = "front-matter-too-long" if too_long else "front-matter-unclosed"
    return FrontMatter(problems=(ContentProblem(code, message, Span(opened.start(), opened.start() + 3)),))


def _yaml(text: str, inner: Span) -> tuple[dict[str, Any], ContentProblem | None]:
    try:
        _refuse_bombs(text)
        loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = 0 if mark is None else _offset(text, mark.line, mark.column)
        return {}, _problem(f"{error.problem or error.context}", inner.start + offset, inner.end)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = (str(error) or "it is nested too deeply").splitlines()[0]
        return {}, _problem(first, inner.start + _offset_of_bad_date(text, error), inner.end)
    return _mapping(loaded, inner)


def _refuse_bombs(text: str) -> None:
    aliases = depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            aliases += 1
            if aliases > MAX_ALIASES:
                raise _refusal(f"more than {MAX_ALIASES} aliases are not read", event)
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > 30:
                raise _refusal("it is nested too deeply", event)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refusal(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def _offset_of_bad_date(text: str, error: Exception) -> int:
    if not isinstance(error, ValueError):
        return 0
    match = re.search(r"\b\d{4}-\d{1,2}-\d{1,2}\b", text)
    return 0 if match is None else match.start()


def _toml(text: str, inner: Span) -> tuple[dict[str, Any], ContentProblem | None]:
    try:
        return _mapping(tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n")), inner)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        position = re.search(r"at line (\d+), column (\d+)", str(error))
        offset = 0 if position is None else _offset(text, int(position[1]) - 1, int(position[2]) - 1)
        return {}, _problem(str(error), inner.start + offset, inner.end)


def _json(source: str, start: int) -> FrontMatter:
    """An object on the first line of the text, bare (Hugo) or in a comment (Go)."""
    opened = re.compile(r"(<!--\s{0,20})?\{(?=\s{0,200}\")").match(source, start)
    if opened is None:
        return FrontMatter()
    window = source[opened.end() - 1 : opened.end() + MAX_FRONT_MATTER]
    try:
        loaded, length = json.JSONDecoder().raw_decode(window)
    except (ValueError, RecursionError):
        return FrontMatter()
    end = opened.end() - 1 + length
    closing = re.compile(
        r"\s{0,20}-->[ \t]{0,20}(?:\r\n|\r|\n|\Z)" if opened[1] else r"[ \t]{0,20}(?:\r\n|\r|\n|\Z)"
    ).match(source, end)
    if closing is None:
        return FrontMatter()
    values, problem = _mapping(loaded, Span(opened.end() - 1, end))
    return FrontMatter(values, Span(0, closing.end()), () if problem is None else (problem,))


def _mapping(loaded: Any, inner: Span) -> tuple[dict[str, Any], ContentProblem | None]:
    if loaded is None:
        return {}, None
    if not isinstance(loaded, dict):
        return {}, _problem(f"it is a {type(loaded).__name__}, not a table of keys", inner.start, inner.end)
    budget = [MAX_NODES]
    try:
        return {str(key): _plain(value, budget, 0) for key, value in loaded.items()}, None
    except ValueError as error:
        return {}, _problem(str(error), inner.start, inner.end)


def _plain(value: Any, budget: list[int], depth: int) -> Any:
    """JSON types only: dates become ISO strings, other values their text."""
    budget[0] -= 1
    if budget[0] < 0 or depth > 30:
        raise ValueError("it has too many values")
    if isinstance(value, dict):
        return {str(key): _plain(item, budget, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item, budget, depth + 1) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value not in {float("inf"), float("-inf")} and value == value:  # noqa: PLR0124
        return value
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def _problem(reason: str, start: int, end: int) -> ContentProblem:
    message = f"The front matter cannot be read: {reason}. The text was read without it."
    return ContentProblem(_NO_VALUE, message, Span(start, max(start, end)))


def _offset(text: str, line: int, column: int) -> int:
    position = 0
    for _ in range(line):
        match = re.compile(r"\r\n|\r|\n").search(text, position)
        if match is None:
            break
        position = match.end()
    return min(position + column, len(text))
