"""How long do reading and writing a Word file of 500 pages take, beside `pandoc` reading the same file?

    python bench/documents.py [--pages 500]

The file is made here: nine paragraphs a page, a heading among nine, bold words in each. Printed are CPU
seconds; those of `pandoc` include its start, and are left out where it is missing.
"""

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from app.content import read_document
from app.content.docx.tracked.writer import track
from tests.support.word import p, r, word_file

WORDS = (
    "the a plan council voted report of soil water city people budget minister says that new year under with"
)


def made(pages: int) -> bytes:
    rng = random.Random(1)
    body = []
    for number in range(pages * 9):
        words = [rng.choice(WORDS.split()) for _ in range(55)]
        if number % 9:
            runs = (
                r(" ".join(words[:20]) + " "),
                r(" ".join(words[20:25]), "<w:b/>"),
                r(" " + " ".join(words[25:]) + "."),
            )
            body.append(f"<w:p>{''.join(runs)}</w:p>")
        else:
            body.append(p(" ".join(words[:6]), "berschrift1"))
    return word_file("".join(body))


def timed(what: str, work: Callable[[], object]) -> None:
    before = time.process_time()
    work()
    print(f"{what:45} {time.process_time() - before:6.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    pages = parser.parse_args().pages
    data = made(pages)
    document = read_document(data, path="a.docx")
    rewrite = document.source.replace(" soil ", " earth ")
    timed(f"copydesk: read {pages} pages", lambda: read_document(data, path="a.docx"))
    timed(
        "copydesk: write a word in most paragraphs back",
        lambda: track(data, rewrite, name="a", author="A", date="2026-11-20T10:00:00Z"),
    )
    print(f"{'memory at most':45} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:6} MB")
    if shutil.which("pandoc"):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.docx").write_bytes(data)
            subprocess.run(["pandoc", "-t", "markdown", "-o", "a.md", "a.docx"], cwd=folder, check=True)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{f'pandoc: read {pages} pages':45} {spent.ru_utime + spent.ru_stime:6.2f} s")


if __name__ == "__main__":
    main()
