"""The house rules of a policy file for one text: `[[rule]]`, `[vale]` and `rule_levels`, put together."""

import os
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.config.policy_file.style_folder import MAX_BYTES, StyleFolder, inside
from app.config.policy_file.vale_ini import Chosen, ValeIni, read_vale_ini
from app.domain.errors import InvalidPolicy
from app.domain.house_rules import OFF, HouseRules
from app.platform.regular_file import read_regular

KEYS = ("rule_levels", "vale.config", "vale.styles_path", "vale.styles", "vale.vocabularies")
MAX_INI_BYTES = 256 * 1024
_BUILT_IN = ("Repetition", "Spelling")
_OF_VOCABULARIES = ("Avoid", "Terms")


def house_rules(
    values: Mapping[str, Any],
    own: tuple[Mapping[str, Any], ...],
    *,
    folder: Path,
    path: Path | None,
    is_for_any: bool = False,
) -> HouseRules:
    """`folder` is the policy's, `path` the text's; `is_for_any` takes what is in force for any text.

    Raises InvalidPolicy for styles that are missing.
    """
    levels = dict(values.get("rule_levels", {}))
    rules = HouseRules(own=tuple(_plain(table) for table in own), levels=levels)
    if "vale.config" in values:
        file = folder / values["vale.config"]
        rules = _over(rules, styles_for(file, root=folder, path=path, is_for_any=is_for_any))
    elif "vale.styles" in values:
        ini = ValeIni(vocabularies=values.get("vale.vocabularies", ()))
        styles = StyleFolder(folder / values.get("vale.styles_path", "styles"), folder)
        rules = _over(rules, _collected(ini, Chosen(values["vale.styles"]), styles))
    return _limited(replace(rules, files={**rules.files, **_own_files(rules, values, folder)}))


def styles_for(ini_file: Path, *, root: Path, path: Path | None, is_for_any: bool = False) -> HouseRules:
    """What a `.vale.ini` asks for one text, or for any; standard input is taken for Markdown."""
    try:
        text = read_regular(inside(ini_file, root), most_bytes=MAX_INI_BYTES).decode("utf-8-sig", "replace")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise InvalidPolicy(f"vale.config: {ini_file} cannot be read: {reason}.") from error
    ini = read_vale_ini(text)
    relative = (
        "text.md" if path is None else os.path.relpath(Path(path).absolute(), ini_file.absolute().parent)
    )
    chosen = ini.chosen_for_any() if is_for_any else ini.chosen_for(relative.replace(os.sep, "/"))
    return _collected(ini, chosen, StyleFolder(ini_file.parent / (ini.styles_path or "styles"), root))


def _collected(ini: ValeIni, chosen: Chosen, folder: StyleFolder) -> HouseRules:
    missing = [name for name in ini.vocabularies if not folder.has_vocabulary(name)]
    if missing:
        raise InvalidPolicy(
            f"vale: there is no vocabulary {missing[0]} in {folder.path}/config/vocabularies."
        )
    files = [file for style in chosen.styles if style != "Vale" for file in folder.rules(style)]
    known = {file.name for file in files}
    for name, answer in chosen.answers.items():
        if answer != "NO" and name not in known and not name.startswith("Vale."):
            single = folder.rule(name)
            if single is not None:
                files.append(single)
    unused = [f"{key} of the configuration is not followed" for key in ini.unused]
    unused += [
        f"{name} is named in the configuration and no rule is called that"
        for name in chosen.answers
        if name not in {file.name for file in files} | set(_all_built_in())
    ]
    built_in = frozenset(_wanted(chosen))
    return HouseRules(
        styles=tuple({file.name: file for file in reversed(files)}.values())[::-1],
        accepted=tuple(term for name in ini.vocabularies for term in folder.vocabulary(name, "accept")),
        rejected=tuple(term for name in ini.vocabularies for term in folder.vocabulary(name, "reject")),
        built_in=built_in,
        levels={name: _level(answer) for name, answer in chosen.answers.items() if answer != "YES"},
        least=ini.least,
        files=folder.spelling_files(files, built_in="Vale.Spelling" in built_in),
        ignored=chosen.ignored,
        skipped_tags=ini.skipped_tags,
        skipped_classes=ini.skipped_classes,
        unused=tuple(unused),
    )


def _all_built_in() -> tuple[str, ...]:
    return tuple(f"Vale.{name}" for name in (*_BUILT_IN, *_OF_VOCABULARIES))


def _wanted(chosen: Chosen) -> list[str]:
    return [
        name
        for name in _all_built_in()
        if chosen.answers.get(name, "YES" if "Vale" in chosen.styles else "NO") != "NO"
    ]


def _level(answer: str) -> str:
    return OFF if answer == "NO" else answer


def _over(rules: HouseRules, styles: HouseRules) -> HouseRules:
    """The policy's own levels win over those of a `.vale.ini`."""
    return replace(styles, own=rules.own, levels={**styles.levels, **rules.levels})


def _own_files(rules: HouseRules, values: Mapping[str, Any], folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    places = [folder, folder / values.get("vale.styles_path", "styles")]
    for table in rules.own:
        if table.get("kind") == "spelling":
            for place in reversed(places):
                found |= StyleFolder(place, folder).files_for(table)
    return found


def _limited(rules: HouseRules) -> HouseRules:
    total = sum(len(file.text) for file in rules.styles) + sum(len(text) for text in rules.files.values())
    if total > MAX_BYTES:
        raise InvalidPolicy(
            f"vale: the styles have {total:,} characters together, of at most {MAX_BYTES:,}. Name fewer."
        )
    return rules


def _plain(value: Any) -> Any:
    """TOML's decimals as numbers, so that the policy can be stored."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
