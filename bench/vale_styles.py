"""How much of Vale's styles is read, and how many of its own expected lines are met.

    python bench/vale_styles.py rules FOLDER...
    python bench/vale_styles.py fixtures VALE_REPOSITORY [--list]
    python bench/vale_styles.py golden FIXTURES STYLES
    python bench/vale_styles.py speed TEXTS FOLDER...

`rules` reads every style below the folders (checkouts of public styles, say) and prints, for each, how many
rules were read, and each refused one with the reason. `fixtures` takes a checkout of Vale, runs the scenarios
of its `testdata/features` whose texts and settings lie in `testdata/fixtures`, and prints the share of
expected lines that are met: the same file, line, column, rule and message; then without the column; then by
rule and line alone. Lines about formats that Copydesk does not read, and about kinds that it refuses, are
counted apart. `--list` prints each line that is missing or that Vale does not have. `golden` takes
fixtures of one folder for each rule, `STYLE/RULE/NAME.md` with the expected lines in `NAME.golden`, as a
house keeps them for its own style, and counts places: line and column. `speed` runs all rules on a folder of
texts and prints processor seconds, and the slowest rules on one text. Nothing is copied.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.config.policy_file.house_rules import styles_for
from app.config.policy_file.style_folder import StyleFolder
from app.content import Source, discover, read_document
from app.domain.house_rules import HouseRules
from app.evaluation.house_rules import HouseRuleSet, house_findings, read_house_rules

READABLE = frozenset({".md", ".mdx", ".html", ".rst", ".txt"})
INI_NAMES = (".vale.ini", ".vale", "_vale")
STEPS = {
    r'I test "(.*)"': "{}",
    r'I test scope "(.*)"': "scopes/{}",
    r'I apply style "(.*)"': "styles/{}",
    r'I use Vocab "(.*)"': "vocab/{}",
    r'I test comments for "(.*)"': "comments",
    r'I test patterns for "(.*)"': "patterns",
    r'I lint "(.*)"': "formats",
    r'I lint reStructuredText "(.*)"': "formats/rst",
}
"""What a scenario runs on; steps that try the command's options are no matter of styles."""

_LINE = re.compile(r"(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+):(?P<rule>[\w-]+\.[\w-]+):(?P<message>.*)")


@dataclass(frozen=True, order=True)
class Line:
    file: str
    line: int
    column: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}:{self.rule}:{self.message}"


@dataclass
class Scenario:
    name: str
    folder: Path
    expected: list[Line] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, dest="command")
    rules = commands.add_parser("rules")
    rules.add_argument("folders", nargs="+", type=Path)
    fixtures = commands.add_parser("fixtures")
    fixtures.add_argument("repository", type=Path)
    fixtures.add_argument("--list", action="store_true", dest="is_listed")
    golden = commands.add_parser("golden")
    golden.add_argument("fixtures", type=Path)
    golden.add_argument("styles", type=Path)
    speed = commands.add_parser("speed")
    speed.add_argument("texts")
    speed.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "rules":
        print_rules(arguments.folders)
    elif arguments.command == "speed":
        print_speed(arguments.texts, arguments.folders)
    elif arguments.command == "golden":
        print_golden(arguments.fixtures, arguments.styles)
    else:
        print_fixtures(arguments.repository, is_listed=arguments.is_listed)


def print_rules(folders: list[Path]) -> None:
    for style, read in _styles(folders):
        kinds = Counter(rule.kind for rule in read.rules)
        counted = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
        print(f"{style}: {len(read.rules)} read ({counted}), {len(read.refused)} refused")
        for refused in read.refused:
            print(f"    {refused.name}: {refused.reason}")


def _styles(folders: list[Path]) -> Iterator[tuple[str, HouseRuleSet]]:
    for folder in folders:
        for style in sorted({file.parent for file in folder.rglob("*.yml") if _is_rule(file)}):
            found = StyleFolder(style.parent, style.parent)
            files = tuple(found.rules(style.name))
            spelling = found.spelling_files(files, built_in=False)
            yield style.name, read_house_rules(HouseRules(styles=files, files=spelling))


def print_speed(texts: str, folders: list[Path]) -> None:
    rules = HouseRuleSet(tuple(rule for _, read in _styles(folders) for rule in read.rules))
    found = [each for each in discover([texts]) if isinstance(each, Source)]
    documents = [read_document(each.data, path=each.path) for each in found]
    spent = {}
    for document in documents:
        start = time.process_time()
        house_findings(document, rules)
        spent[document.path] = time.process_time() - start
    print(f"{len(rules.rules)} rules, {len(documents)} texts: {sum(spent.values()):.1f} s of processor time")
    slowest = max(documents, key=lambda document: spent[document.path])
    print(
        f"longest: {slowest.path} ({len(slowest.source):,} characters, {spent[slowest.path]:.2f} s), of which"
    )
    alone = {}
    for rule in rules.rules:
        start = time.process_time()
        house_findings(slowest, replace(rules, rules=(rule,)))
        alone[rule.name] = time.process_time() - start
    for name, seconds in sorted(alone.items(), key=lambda pair: -pair[1])[:5]:
        print(f"    {name} {seconds:.2f} s, passages included")


def _is_rule(file: Path) -> bool:
    return bool(re.search(r"^extends:", file.read_text(encoding="utf-8", errors="replace"), re.MULTILINE))


def print_fixtures(repository: Path, *, is_listed: bool) -> None:
    fixtures = repository / "testdata" / "fixtures"
    total: Counter[str] = Counter()
    for feature in sorted((repository / "testdata" / "features").glob("*.feature")):
        for scenario in _scenarios(feature, fixtures):
            total += _counted(scenario, repository, is_listed=is_listed)
    judged = total["expected"]
    print(f"expected lines: {judged}")
    for key in ("exact", "without the column", "by rule and line"):
        print(f"    met, {key}: {total[key]} ({100 * total[key] / max(1, judged):.1f} %)")
    print(f"found and not expected: {total['unexpected']}")
    print(f"not judged: {total['format']} in formats not read, {total['refused']} by rules that are refused")


def print_golden(fixtures: Path, styles: Path) -> None:
    folder, total = StyleFolder(styles, styles), Counter[str]()
    for golden in sorted(fixtures.glob("*/*/*.golden")):
        name, text = f"{golden.parent.parent.name}.{golden.parent.name}", golden.with_suffix(".md")
        file = folder.rule(name)
        if file is None or not text.is_file():
            continue
        spelling = folder.spelling_files([file], built_in=False)
        rules = read_house_rules(HouseRules(styles=(file,), files=spelling))
        expected = [line for line in map(_line, golden.read_text("utf-8").splitlines()) if line is not None]
        wanted = {(line.line, line.column) for line in expected if line.rule == name}
        if not rules:
            total["refused"] += len(wanted)
            continue
        found = {(line.line, line.column) for line in _lines(text.name, text, rules)}
        total.update(expected=len(wanted), met=len(wanted & found), unexpected=len(found - wanted))
    print(f"expected places: {total['expected']}, met: {total['met']}")
    print(f"found and not expected: {total['unexpected']}; by rules that are refused: {total['refused']}")


def _line(row: str) -> Line | None:
    found = _LINE.fullmatch(row.strip())
    if found is None:
        return None
    return Line(found["file"], int(found["line"]), int(found["column"]), found["rule"], found["message"])


def _scenarios(feature: Path, fixtures: Path) -> Iterator[Scenario]:
    for part in re.split(r"\n\s*Scenario: ", feature.read_text(encoding="utf-8"))[1:]:
        step = next((found for found in re.findall(r"When (.*)", part)), "")
        for pattern, folder in STEPS.items():
            match = re.fullmatch(pattern, step.strip())
            if match is None or not (fixtures / folder.format(match[1])).is_dir():
                continue
            scenario = Scenario(f"{feature.stem}: {part.splitlines()[0]}", fixtures / folder.format(match[1]))
            scenario.expected = [line for line in map(_line, part.splitlines()) if line is not None]
            yield scenario


def _counted(scenario: Scenario, repository: Path, *, is_listed: bool) -> Counter[str]:
    counted: Counter[str] = Counter()
    ini = next((scenario.folder / name for name in INI_NAMES if (scenario.folder / name).is_file()), None)
    if ini is None:
        return counted
    found: list[Line] = []
    refused: set[str] = set()
    files = {line.file for line in scenario.expected}
    for file in sorted(files):
        if Path(file).suffix not in READABLE:
            continue
        text = scenario.folder / file
        rules = read_house_rules(_settings(ini, repository, text))
        refused |= {rule.name for rule in rules.refused}
        found += _lines(file, text, rules)
    counted["format"] = sum(Path(line.file).suffix not in READABLE for line in scenario.expected)
    readable = [line for line in scenario.expected if Path(line.file).suffix in READABLE]
    judged = [line for line in readable if line.rule not in refused]
    counted["refused"] = len(readable) - len(judged)
    counted["expected"] = len(judged)
    counted["exact"] = sum(line in set(found) for line in judged)
    places = {(line.file, line.line, line.rule, line.message) for line in found}
    counted["without the column"] = sum(
        (line.file, line.line, line.rule, line.message) in places for line in judged
    )
    lines = {(line.file, line.line, line.rule) for line in found}
    counted["by rule and line"] = sum((line.file, line.line, line.rule) in lines for line in judged)
    wanted = {(line.file, line.line, line.rule) for line in readable}
    extra = [line for line in found if (line.file, line.line, line.rule) not in wanted]
    counted["unexpected"] = len(extra)
    if is_listed:
        missing = [line for line in judged if line not in set(found)]
        print(f"== {scenario.name}: {counted['exact']} of {len(judged)}")
        for sign, lines_of in (("-", missing), ("+", [each for each in found if each not in set(judged)])):
            for line in sorted(lines_of):
                print(f"  {sign} {line}")
    return counted


def _settings(ini: Path, repository: Path, text: Path) -> HouseRules:
    """As the fixture asks, with the dictionary of the repository for the one that is built into Vale."""
    rules = styles_for(ini, root=repository, path=text)
    data = repository / "internal" / "spell" / "data"
    default = {f"en_US.{end}": (data / f"en_US-web.{end}").read_text("utf-8") for end in ("aff", "dic")}
    return replace(rules, files={**default, **rules.files})


def _lines(name: str, file: Path, rules: HouseRuleSet) -> list[Line]:
    document = read_document(file.read_bytes(), path=str(file))
    return [
        Line(name, finding.line, finding.column, finding.check_id, finding.message)
        for finding in house_findings(document, rules)
    ]


if __name__ == "__main__":
    main()
