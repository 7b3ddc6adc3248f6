"""How fast and how large: the articles side by side with the peers, growth with length, hostile input."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.content import read_document, read_text
from app.domain.content import ContentFormat, Document
from app.evaluation.aeo.read_sentences import figures_of
from app.evaluation.aeo.rubric import Rubric
from app.evaluation.aeo.score import score_aeo
from bench.aeo.correlation import run_peer
from bench.aeo.pages import BenchPage

ROUNDS = 5
"""The fastest counts: what else the machine does is not ours."""

SENTENCE = (
    "In {n} of the {m} clinics the waiting time fell by {p} % within 3 months, "
    "as the NHS-led survey (2023) says, which is why the sensors such as the TDR-{n} stay in use for now. "
)
HOSTILE = (
    *("[[[", "](", "“a ", '"a', "<!--", "a-", "A&", "1 ", "1,", "(", "...", ". ", "Mr. ", "{{", "|", "](#fn"),
    *(
        "[^1]",
        "said ",
        "　。",
        "\u200ba",
        "according to ",
        "soil kit ",
        "%",
        "$1",
        "<p style=",
        'alt="',
        "* ",
    ),
    *("# a\n", "\n\n", "e.g. ", "A1 ", "百", "“a b c d e f” "),
)


def articles(pages: list[BenchPage], rubric: Rubric, *, grader: Path | None) -> dict[str, float]:
    """CPU seconds for all pages on one core, and ratios."""
    both = min(_timed(lambda: [_from_bytes(page, rubric) for page in pages]) for _ in range(ROUNDS))
    alone = min(
        _timed(lambda: [score_aeo(document, rubric=rubric) for document in fresh(pages)])
        for _ in range(ROUNDS)
    )
    result = {"pages": float(len(pages)), "scoring": alone, "parsing and scoring": both}
    result["pages per second, parsing and scoring"] = len(pages) / both
    if grader is None:
        return result
    lines = [json.dumps({"html": page.html, "text": page.text}) for page in pages]
    peers = [run_peer(grader, lines, "--textstat") for _ in range(2)]
    keys = ("grading", "parsing", "textstat")
    grading, parsing, textstat = (min(float(peer[key]) for peer in peers) for key in keys)
    return result | {
        "grader, grading": grading,
        "grader, parsing and grading": grading + parsing,
        "textstat": textstat,
        "ratio scoring": grading / alone,
        "ratio parsing and scoring": (grading + parsing) / both,
        "ratio to textstat, scoring": textstat / alone,
        "grader's peak MB": float(peers[0]["peak_mb"]),
    }


def _from_bytes(page: BenchPage, rubric: Rubric) -> object:
    return score_aeo(read_document(page.data, path=page.name), rubric=rubric)


def fresh(pages: list[BenchPage]) -> list[Document]:
    """Documents whose cached properties are not filled by an earlier round."""
    return [_again(page.document) for page in pages]


def _again(document: Document) -> Document:
    return replace(document)


def peak_megabytes(folder: Path) -> float:
    """Peak memory of a process of its own that reads and scores every page.

    From /proc, because the peak that `getrusage` gives is inherited from the process that started it.
    """
    code = (
        "import sys, pathlib\n"
        "from app.content import read_document\n"
        "from app.evaluation.aeo.rubric import load_rubric\n"
        "from app.evaluation.aeo.score import score_aeo\n"
        "rubric = load_rubric(plug_ins=False)\n"
        "for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    score_aeo(read_document(file.read_bytes(), path=file.name), rubric=rubric)\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def growth(rubric: Rubric) -> list[tuple[int, float, float]]:
    """Words, CPU seconds, microseconds a word: from 100 to 1,000,000 words."""
    rows = []
    for words in (100, 1_000, 10_000, 100_000, 1_000_000):
        document = read_text(_article(words), format=ContentFormat.MARKDOWN)
        rounds = 3 if words < 1_000_000 else 1
        seconds = min(_scoring_seconds(document, rubric) for _ in range(rounds))
        rows.append((words, seconds, 1e6 * seconds / words))
    return rows


def _scoring_seconds(document: Document, rubric: Rubric) -> float:
    return _timed(lambda: score_aeo(_again(document), rubric=rubric))


def large_html(rubric: Rubric, *, is_varied: bool, megabytes: float = 5.0) -> tuple[float, float]:
    """CPU seconds to parse, and to score, one HTML page of that size.

    Its paragraphs are all the same, or each has figures of its own: six in every 36 words.
    """
    length = len(f"<p>{SENTENCE.format(n=700, m=740, p=12.5)}</p>\n")
    numbers = range(int(megabytes * 2**20 / length))
    said = ((number, number + 40, number % 90) if is_varied else (700, 740, 12.5) for number in numbers)
    paragraphs = (f"<p>{SENTENCE.format(n=n, m=m, p=p)}</p>\n" for n, m, p in said)
    page = f"<html><body>{''.join(paragraphs)}</body></html>".encode()
    started = time.process_time()
    document = read_document(page, path="large.html")
    parsed = time.process_time() - started
    return parsed, _timed(lambda: score_aeo(document, rubric=rubric))


def hostile(rubric: Rubric, *, length: int = 20_000) -> tuple[str, float]:
    """The piece whose repetition grows worst, and its growth over that of its length: 1 is linear."""
    worst, factor = "", 0.0
    for piece in HOSTILE:
        small, large = (_hostile_seconds(piece, times * length, rubric) for times in (1, 4))
        if large > 0.05 and large / (4 * max(small, 1e-3)) > factor:
            worst, factor = piece, large / (4 * max(small, 1e-3))
    return worst, factor


def _hostile_seconds(piece: str, length: int, rubric: Rubric) -> float:
    document = read_text(piece * (length // len(piece)), format=ContentFormat.TEXT)
    return min(_scoring_seconds(document, rubric) for _ in range(2))


def _article(words: int) -> str:
    per_sentence = len(SENTENCE.split())
    sentences = [
        SENTENCE.format(n=number, m=number + 40, p=number % 90)
        for number in range(max(1, words // per_sentence))
    ]
    paragraphs = ["".join(sentences[start : start + 5]) for start in range(0, len(sentences), 5)]
    return "# Waiting\n\n" + "\n\n".join(paragraphs) + "\n"


def _timed(work: Callable[[], object]) -> float:
    """CPU seconds; what an earlier round left in a cache is dropped first."""
    figures_of.cache_clear()
    started = time.process_time()
    work()
    return time.process_time() - started
