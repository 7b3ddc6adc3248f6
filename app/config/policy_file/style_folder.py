"""A folder of Vale styles: rules, vocabularies, dictionaries, read as text and checked by nobody yet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from app.domain.errors import InvalidPolicy
from app.domain.house_rules import StyleFile
from app.platform.regular_file import read_regular

MAX_BYTES = 4 * 1024 * 1024
"""Files of a policy's house rules: they are kept with every submission. An English dictionary has 600 kB."""
MAX_FILES = 2_000
DEFAULT = "en_US"
"""The dictionary of a spelling rule that names none."""
SYSTEM_DICTIONARIES = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"))
"""Where distributions put dictionaries; a name without a folder may come from there."""

_SPELLING = re.compile(r"^extends:\s*[\"']?spelling", re.MULTILINE)
_SET = re.compile(r"^SET\s+(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StyleFolder:
    """`styles_path`, and below it `config/`. Nothing outside `root` is read but system dictionaries."""

    path: Path
    root: Path

    def rules(self, style: str) -> Iterator[StyleFile]:
        """The style's rules, sorted by path. Raises InvalidPolicy where the style is missing."""
        folder = inside(self.path / style, self.root)
        if not folder.is_dir():
            raise InvalidPolicy(f"vale: there is no style {style} in {self.path}. Put its folder there.")
        files = sorted(islice(folder.rglob("*.yml"), MAX_FILES + 1))
        if len(files) > MAX_FILES:
            raise InvalidPolicy(f"vale: the style {style} has more than {MAX_FILES:,} rules.")
        yield from map(self._rule, files)

    def rule(self, name: str) -> StyleFile | None:
        """One rule by `Style.Rule`; None where there is none."""
        style, _, rule = name.partition(".")
        file = self.path / style / f"{rule}.yml"
        return self._rule(file) if file.is_file() else None

    def vocabulary(self, name: str, which: str) -> tuple[str, ...]:
        """The lines of `accept.txt` or `reject.txt`, comments left out."""
        for folder in ("config/vocabularies", "Vocab"):
            file = self.path / folder / name / f"{which}.txt"
            if file.is_file():
                lines = (line.strip() for line in self._text(file).splitlines())
                return tuple(line for line in lines if line and not line.startswith("#"))
        return ()

    def has_vocabulary(self, name: str) -> bool:
        return any((self.path / folder / name).is_dir() for folder in ("config/vocabularies", "Vocab"))

    def spelling_files(self, rules: Iterable[StyleFile], *, built_in: bool) -> dict[str, str]:
        """Dictionaries and word lists that the rules ask for, by the names they use."""
        found: dict[str, str] = {}
        for rule in rules:
            if _SPELLING.search(rule.text):
                found |= self.files_for(_values(rule.text))
        if built_in:
            found |= self.files_for({})
            for file in sorted((self.path / "config" / "dictionaries").glob("*.dic")):
                found |= self.files_for({"dictionaries": [f"config/dictionaries/{file.stem}"]})
            for file in sorted((self.path / "config" / "ignore").rglob("*.txt")):
                found[file.relative_to(self.path).as_posix()] = self._text(file)
        return found

    def files_for(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What one spelling rule asks for; names that lead to no file are left out."""
        found: dict[str, str] = {}
        names = _texts(values.get("dictionaries")) or [str(values.get("dic") or DEFAULT).rsplit("/", 1)[-1]]
        if values.get("append"):
            names.append(DEFAULT)
        folders = [self.path / str(values.get("dicpath") or "."), self.path / "config" / "dictionaries"]
        folders.append(self.path)
        for name in names:
            bare = name.removesuffix(".dic")
            for suffix in (".dic", ".aff"):
                text = self._dictionary(folders, bare + suffix)
                if text is not None:
                    found[bare + suffix] = text
        for name in _texts(values.get("ignore")):
            file = next(
                (each for each in (self.path / name, self.path / "config/ignore" / name) if each.is_file()),
                None,
            )
            if file is not None:
                found[name] = self._text(file)
        return found

    def _dictionary(self, folders: Iterable[Path], name: str) -> str | None:
        for folder in folders:
            if (folder / name).is_file() and (folder / name).resolve().is_relative_to(_resolved(self.root)):
                return _decoded(_bytes(folder / name), name)
        for folder in SYSTEM_DICTIONARIES:
            if "/" not in name and (folder / name).is_file():
                return _decoded(read_regular(folder / name, most_bytes=MAX_BYTES), name)
        return None

    def _rule(self, file: Path) -> StyleFile:
        name = f"{file.parent.name}.{file.name.split('.')[0]}"
        shown = inside(file, self.root).relative_to(_resolved(self.root))
        return StyleFile(name, shown.as_posix(), self._text(file))

    def _text(self, file: Path) -> str:
        real = inside(file, self.root)
        status = real.stat()
        return _read(real, status.st_mtime_ns, status.st_size)


def inside(file: Path, root: Path) -> Path:
    """The file, links followed. Raises InvalidPolicy for what leads out of the root."""
    try:
        real = file.resolve()
    except (OSError, RuntimeError, ValueError):
        raise InvalidPolicy(f"vale: {file} leads to no file.") from None
    if not real.is_relative_to(_resolved(root)):
        raise InvalidPolicy(f"vale: {file} is outside the folder of the policy. Put it beside the policy.")
    return real


@lru_cache(maxsize=64)
def _resolved(folder: Path) -> Path:
    return folder.resolve()


@lru_cache(maxsize=4096)
def _read(file: Path, _changed: int, _size: int) -> str:
    return _bytes(file).decode("utf-8-sig", "replace")


def _bytes(file: Path) -> bytes:
    try:
        return read_regular(file, most_bytes=MAX_BYTES)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise InvalidPolicy(f"vale: {file} cannot be read: {reason}.") from error


def _decoded(data: bytes, name: str) -> str:
    """Old dictionaries say their encoding in the affix file; both files of one are alike in practice."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        stated = _SET.search(data[:2000].decode("latin-1")) if name.endswith(".aff") else None
        encoding = stated[1] if stated is not None else "latin-1"
        try:
            return data.decode(encoding, "replace")
        except LookupError:
            return data.decode("latin-1")


def _values(text: str) -> Mapping[str, Any]:
    import yaml  # wanted only for spelling rules

    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, Mapping) else {}


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [str(item) for item in items]
