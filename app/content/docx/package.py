"""The ZIP package around a Word file: opened with limits, its parts found by their relationships."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from app.content.docx.xml import BadXml, Element, tree, utf8
from app.content.formats import OLE
from app.domain.errors import InvalidContent

MAX_MEMBERS = 5_000
MAX_PART = 64 * 1024 * 1024
"""Bytes of one XML part; the text of 500 pages needs about 5 MB."""
MAX_TOTAL = 512 * 1024 * 1024
"""Bytes of all members, as the ZIP directory declares them."""
_SAVE_AGAIN = "Open it in a word processor, save it as a Word document (.docx) and submit that."
_BODY = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroenabled.main+xml",
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml",
)
_OTHERS = {
    "presentationml": "a presentation",
    "spreadsheetml": "a spreadsheet",
    "ms-powerpoint": "a presentation",
    "ms-excel": "a spreadsheet",
    "visio": "a drawing",
}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument": "an OpenDocument file",
    b"application/epub": "an e-book (EPUB)",
}
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str
    """The last word of its type: `footnotes`, `hyperlink`, `image`, ..."""
    target: str
    """The part's name, or the address where it is external."""
    is_external: bool


@dataclass(frozen=True)
class Package:
    """An opened Word file. Parts are read on demand, each within its limit."""

    data: bytes
    name: str
    """For messages."""
    main: str
    """The part that holds the body, mostly `word/document.xml`."""
    is_macro: bool
    archive: zipfile.ZipFile

    @cached_property
    def members(self) -> frozenset[str]:
        return frozenset(self.archive.namelist())

    def part(self, name: str) -> bytes:
        """A part's bytes as stored; empty if there is none. Raises InvalidContent."""
        return b"" if name not in self.members else _read(self.archive, name, self.name)

    def with_parts(self, parts: Mapping[str, bytes]) -> bytes:
        """The whole file with other contents of some parts. Raises InvalidContent where a part is damaged."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self.archive.infolist():
                new = parts.get(info.filename)
                data = _read(self.archive, info, self.name, MAX_TOTAL) if new is None else new
                archive.writestr(copy(info), data)  # writing changes what it is given
            for name in sorted(set(parts) - self.members):
                archive.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def tree(self, name: str) -> Element | None:
        """A small part as a tree; None if there is none. Raises InvalidContent."""
        data = self.part(name)
        try:
            return tree(utf8(data)[0]) if data else None
        except BadXml as error:
            raise InvalidContent(self.refusal(name, error)) from error

    def refusal(self, part: str, error: BadXml) -> str:
        return f"{self.name} cannot be read: its part {part} {error}. {_SAVE_AGAIN}"

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by id."""
        folder, file = posixpath.split(part)
        root = self.tree(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        return {} if root is None else {one.get("Id"): _relation(one, folder) for one in root.children}

    def related(self, kind: str) -> str | None:
        """The name of the body's first related part of this kind."""
        for relation in self.relations(self.main).values():
            if relation.kind == kind and not relation.is_external:
                return relation.target
        return None


def open_package(data: bytes, *, name: str) -> Package:
    """Open a Word file. Raises InvalidContent for anything else, saying what it is and what to do."""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InvalidContent(
                f"{name} is protected with a password. Save it without the password and submit it again."
            )
        raise InvalidContent(f"{name} is an old Office document (.doc or .xls), or a mail. {_SAVE_AGAIN}")
    archive = open_archive(data, name=name)
    members = archive.infolist()
    names = {one.filename for one in members}
    if "[Content_Types].xml" not in names:
        raise InvalidContent(
            f"{name} is {_other_archive(archive, names, name)}, not a Word file. {_SAVE_AGAIN}"
        )
    if any(one.flag_bits & 1 for one in members):
        raise InvalidContent(
            f"{name} is protected with a password. Save it without the password and submit it again."
        )
    package = Package(data, name, "", is_macro=False, archive=archive)
    main = next((one.target for one in package.relations("").values() if one.kind == "officeDocument"), None)
    kind = _content_type(package, main or "")
    if main not in names or kind not in _BODY:
        what = next((what for word, what in _OTHERS.items() if word in kind), "an Office file without a text")
        raise InvalidContent(f"{name} is {what}, not a Word file. {_SAVE_AGAIN}")
    return Package(data, name, main, is_macro="macroenabled" in kind, archive=archive)


def open_archive(data: bytes, *, name: str) -> zipfile.ZipFile:
    """A ZIP archive within its limits. Raises InvalidContent."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except _DAMAGED as error:
        raise InvalidContent(
            f"{name} is a ZIP archive or Word file that is damaged or cut off: {error}. {_SAVE_AGAIN}"
        ) from error
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_TOTAL:
        raise InvalidContent(
            f"{name} unpacks to {sum(one.file_size for one in members):,} bytes in {len(members):,} files;"
            f" the limits are {MAX_TOTAL:,} and {MAX_MEMBERS:,}. {_SAVE_AGAIN}"
        )
    return archive


def _relation(one: Element, folder: str) -> Relation:
    is_external = one.get("TargetMode") == "External"
    target = one.get("Target")
    if not is_external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(one.get("Type").rpartition("/")[2], target, is_external)


def _content_type(package: Package, part: str) -> str:
    root = package.tree("[Content_Types].xml")
    for one in () if root is None else root.children:
        if one.name == "ct:Override" and one.get("PartName").lstrip("/") == part:
            return one.get("ContentType").lower()
    for one in () if root is None else root.children:
        if one.name == "ct:Default" and part.lower().endswith("." + one.get("Extension").lower()):
            return one.get("ContentType").lower()
    return ""


def _read(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, name: str, limit: int = MAX_PART) -> bytes:
    """Counts while it unpacks, because the directory may lie about sizes."""
    try:
        with archive.open(member) as file:
            data = file.read(limit + 1)
    except _DAMAGED as error:
        raise InvalidContent(
            f"{name} is damaged: its part {_named(member)} cannot be unpacked. {_SAVE_AGAIN}"
        ) from error
    if len(data) > limit:
        raise InvalidContent(f"{name} has a part {_named(member)} of more than {limit:,} bytes. Split it.")
    return data


def _named(member: str | zipfile.ZipInfo) -> str:
    return member if isinstance(member, str) else member.filename


def _other_archive(archive: zipfile.ZipFile, names: set[str], name: str) -> str:
    if "mimetype" in names:
        kind = _read(archive, "mimetype", name, limit=200)[:60] if "mimetype" in names else b""
        return next((what for start, what in _MIMETYPES.items() if kind.startswith(start)), "a ZIP archive")
    return "a ZIP archive"
