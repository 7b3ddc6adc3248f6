"""The YAML of a Vale style's rule, and the four rules that Vale brings along."""

from collections.abc import Mapping
from typing import Any

import yaml

from app.domain.house_rules import HouseRules, StyleFile
from app.evaluation.house_rules.rule import Refused

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_SIGNS = frozenset(" -")


def style_values(file: StyleFile) -> dict[str, Any]:
    """Raises Refused for what is no rule."""
    try:
        values = _loaded(file.text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 1}" if where is not None else ""
        raise Refused(f"it is no YAML{line}: {getattr(error, 'problem', None) or error}") from None
    if not isinstance(values, Mapping):
        raise Refused("it is no table of keys")
    if not values.get("extends"):
        raise Refused("it lacks extends")
    if "message" not in values:
        raise Refused("it lacks message")
    if values.get("code"):
        raise Refused("its key code is no longer supported by Vale: write scope: raw")
    return {str(key): value for key, value in values.items() if key not in ("name", "code")}


def _loaded(text: str) -> Any:
    """Vale's library takes an escaped apostrophe in double quotes, which YAML does not know."""
    try:
        return yaml.load(text, _LOADER)  # noqa: S506 - a safe loader in either case
    except yaml.scanner.ScannerError as error:
        if "\\'" not in text or "unknown escape" not in str(error.problem):
            raise
        return yaml.load(text.replace("\\'", "'"), _LOADER)  # noqa: S506


def built_in_values(name: str, written: HouseRules) -> dict[str, Any] | None:
    """One of Vale's own rules; None where the vocabularies leave it nothing to find."""
    if name == "Vale.Repetition":
        return {
            "extends": "repetition",
            "message": "'%s' is repeated!",
            "level": "error",
            "alpha": True,
            "action": {"name": "edit", "params": ["truncate", " "]},
            "tokens": [r"[^\s]+"],
        }
    if name == "Vale.Spelling":
        lists = [each for each in written.files if each.startswith("config/ignore/")]
        dictionaries = [
            each.removesuffix(".dic")
            for each in written.files
            if each.endswith(".dic") and (each == "en_US.dic" or each.startswith("config/dictionaries/"))
        ]
        return {
            "extends": "spelling",
            "message": "Did you really mean '%s'?",
            "level": "error",
            "ignore": lists,
            "dictionaries": dictionaries,
        }
    if name == "Vale.Terms":
        swap = {term.lower(): term for term in written.accepted if _is_plain(term)}
        return _vocabulary_rule("substitution", "Use '%s' instead of '%s'.", swap=swap, ignorecase=True)
    if name == "Vale.Avoid":
        return _vocabulary_rule("existence", "Avoid using '%s'.", tokens=list(written.rejected))
    return None


def _vocabulary_rule(kind: str, message: str, **values: Any) -> dict[str, Any] | None:
    if not any(values.get(key) for key in ("swap", "tokens")):
        return None
    return {"extends": kind, "message": message, "level": "error", "vocab": kind == "existence", **values}


def _is_plain(term: str) -> bool:
    """A word or phrase, and no pattern."""
    return all(sign.isalnum() or sign in _PLAIN_SIGNS for sign in term)
