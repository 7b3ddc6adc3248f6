"""The parts of a Word file, read within limits. Nothing is extracted to a name that the archive chooses."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

from app.domain.errors import InvalidContent

MOST_BYTES = 200 * 1024 * 1024
"""Of all parts together, unpacked."""
MOST_PARTS = 10_000
MAIN = "word/document.xml"
_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an OLE file begins: an old .doc, or a .docx that a password encrypts."""
_CHUNK = 1 << 20


def refuse_encrypted(data: bytes, *, name: str) -> None:
    """Raises InvalidContent for an old Word file, and for a new one with a password."""
    if data[:8] != _ENCRYPTED:
        return
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InvalidContent(f"{name} is encrypted with a password: save it without one, and submit that")
    raise InvalidContent(f"{name} is in Word's old format (.doc): save it as .docx, and submit that")


@dataclass(frozen=True)
class Package:
    """An opened Word file; `data` are its bytes."""

    data: bytes
    name: str
    archive: zipfile.ZipFile

    @property
    def parts(self) -> list[zipfile.ZipInfo]:
        return self.archive.infolist()

    def has(self, part: str) -> bool:
        return part in self.archive.NameToInfo

    def read(self, part: str) -> bytes:
        """Raises InvalidContent for a damaged part, and for one larger than the archive says."""
        info = self.archive.getinfo(part)
        out = bytearray()
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    out += chunk
                    if len(out) > info.file_size:
                        raise InvalidContent(
                            f"{self.name} is damaged: {part} is larger than its archive says"
                        )
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise InvalidContent(f"{self.name} is damaged: {part} cannot be unpacked ({error})") from error
        except Exception as error:
            # zlib and lzma have errors of their own, without a common class.
            if type(error).__module__ not in {"zlib", "_lzma", "lzma"}:
                raise
            raise InvalidContent(f"{self.name} is damaged: {part} cannot be unpacked ({error})") from error
        return bytes(out)


def open_package(data: bytes, *, name: str) -> Package:
    """Raises InvalidContent, naming the file, for what is no Word file or would unpack to too much."""
    refuse_encrypted(data, name=name)
    if data[:2] != b"PK":
        raise InvalidContent(f"{name} is not a Word file: its name says so, its content does not")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InvalidContent(f"{name} is a damaged Word file: {error}") from error
    package = Package(data, name, archive)
    if not package.has(MAIN):
        raise InvalidContent(f"{name} is an archive without {MAIN}: it is not a Word file")
    if len(package.parts) > MOST_PARTS:
        raise InvalidContent(f"{name} has {len(package.parts):,} parts; the limit is {MOST_PARTS:,}")
    total = sum(info.file_size for info in package.parts)
    if total > MOST_BYTES:
        raise InvalidContent(f"{name} unpacks to {total:,} bytes; the limit is {MOST_BYTES:,}")
    if any(info.flag_bits & 0x1 for info in package.parts):
        raise InvalidContent(f"{name} has encrypted parts: save it without a password, and submit that")
    return package
