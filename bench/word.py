"""Whether tracked changes hold on real Word files, and how long reading and writing take.

    python bench/word.py FOLDER [--pages N]

Every paragraph of two words or more of each .docx file is rewritten (a word changed, or one added). Asked
are: does "reject all" give the original and "accept all" the rewrite, by pandoc and by our own reader; how
many other parts of the package changed; which paragraphs were left, and why. Then a file of N pages (default
500) made here is read and rewritten. Times are processor seconds.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.content import read_document
from app.content.docx.tracked.writer import iso, track
from app.domain.content import Document
from app.domain.errors import InvalidContent
from tests.support.word import p, word_file

PARAGRAPHS_A_PAGE = 8
SENTENCE = "Soil with a pH of 6.5 suits most vegetables, and a kit to measure it costs about 12 euros. "


def rewritten(document: Document) -> str:
    text = document.source
    for one in reversed(document.places):
        old = text[one.span.start : one.span.end]
        if len(old.split()) > 1:
            new = old.replace(" the ", " this ")
            new = new if new != old else f"{old} again"
            text = text[: one.span.start] + new + text[one.span.end :]
    return text


def plain(data: bytes, changes: str, folder: Path) -> str:
    file = folder / "one.docx"
    file.write_bytes(data)
    command = ["pandoc", f"--track-changes={changes}", "-f", "docx", "-t", "plain", "--wrap=none", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout


def same_parts(old: bytes, new: bytes) -> int:
    """How many parts differ."""
    with zipfile.ZipFile(BytesIO(old)) as one, zipfile.ZipFile(BytesIO(new)) as other:
        return sum(one.read(name) != other.read(name) for name in one.namelist())


def judge(files: list[Path]) -> None:
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for file in files:
            data = file.read_bytes()
            try:
                new = rewritten(read_document(data, path=file.name))
                made = track(data, new, name=file.name, author="Copydesk", date=iso(datetime.now(UTC)))
            except InvalidContent as error:
                counts["refused"] += 1
                print(f"  refused: {error}")
                continue
            counts["files"] += 1
            counts["paragraphs changed"] += made.changed
            counts["paragraphs left"] += len(made.left)
            reasons.update(left.partition(": ")[2] for left in made.left)
            counts["other parts changed"] += max(0, same_parts(data, made.data) - 1)
            if not made.left:
                counts["without anything left"] += 1
                counts["accept is the rewrite"] += read_document(made.data, path="x.docx").source == new
            if shutil.which("pandoc"):
                counts["asked pandoc"] += 1
                is_same = plain(made.data, "reject", folder) == plain(data, "reject", folder)
                counts["reject is the original"] += is_same
                if not is_same:
                    print(f"  reject differs: {file.name}")
    for name, count in counts.items():
        print(f"{name:26} {count}")
    for reason, count in reasons.most_common():
        print(f"  left {count:4}: {reason}")


def time_pages(pages: int) -> None:
    data = word_file("".join(p(SENTENCE * 3) for _ in range(pages * PARAGRAPHS_A_PAGE)))
    started = time.process_time()
    document = read_document(data, path="pages.docx", max_bytes=1 << 30)
    read = time.process_time() - started
    new = document.source.replace("vegetables", "plants", pages)
    started = time.process_time()
    made = track(data, new, name="pages.docx", author="Copydesk", date=iso(datetime.now(UTC)))
    took = time.process_time() - started
    print(f"{pages} pages: read in {read:.2f} s, changed in {made.changed} paragraphs in {took:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=500)
    options = parser.parse_args()
    judge(sorted(options.folder.rglob("*.docx")))
    time_pages(options.pages)


if __name__ == "__main__":
    main()
