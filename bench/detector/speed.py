"""Texts per second on one core, memory and start, ours beside the TF-IDF baseline and MiniLM."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.detectors.copydesk import build_shipped
from bench.detector import jobs
from bench.detector.baselines import Tfidf
from bench.detector.minilm import embedder

TEXTS = 300
WORDS = 400
_PROBE = """
import json, re, time
started = time.process_time()
from app.domain.policy import DetectorPolicy
from app.evaluation.detector_registry import build_detectors
detector = build_detectors(DetectorPolicy())["copydesk"]
ready = time.process_time() - started
from app.content import read_text
for text in json.loads(input()):
    detector.score(read_text(text))
status = open("/proc/self/status").read()
print(json.dumps([ready, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024]))
"""


def texts_of(samples: Sequence[str]) -> list[str]:
    """TEXTS texts of WORDS words each, made by joining samples."""
    words = " ".join(samples).split()
    wanted = [" ".join(words[at : at + WORDS]) for at in range(0, TEXTS * WORDS, WORDS)]
    return [text for text in wanted if len(text.split()) == WORDS]


def report(samples: Sequence[str], tfidf: Tfidf) -> Iterator[str]:
    """Markdown, all in one run; ratios are against the TF-IDF baseline."""
    texts = texts_of(samples)
    documents = [read_text(text, format=ContentFormat.TEXT) for text in texts]
    detector = build_shipped()
    runs: dict[str, Callable[[], object]] = {
        "copydesk, windows and label included": lambda: [detector.score(document) for document in documents],
        "copydesk with parsing": lambda: [detector.score(read_text(text)) for text in texts],
        "TF-IDF logistic": lambda: tfidf.scores(texts),
    }
    minilm = embedder()
    if minilm is not None:
        runs["all-MiniLM-L6-v2, frozen"] = lambda: minilm(texts[:60])
    yield f"\n## Speed: {len(texts)} texts of {WORDS} words, one core\n"
    yield "| detector | texts per processor second | ratio to TF-IDF |"
    yield "|---|---|---|"
    speeds = {name: (60 if "MiniLM" in name else len(texts)) / _seconds(run) for name, run in runs.items()}
    for name, speed in speeds.items():
        yield f"| {name} | {speed:.0f} | {speed / speeds['TF-IDF logistic']:.2f} |"
    if minilm is None:
        yield "\nMiniLM was not measured: the extra `simulate` and its model are not installed."
    start, memory = _fresh_process(texts)
    yield (
        f"\nA fresh process: ready after {start:.2f} processor seconds (imports and weights), "
        f"{memory:.0f} MB at most."
    )
    yield from jobs.report(texts)


def _seconds(run: Callable[[], object]) -> float:
    """Of the processor, since other work on the machine changes them least: the best of three, once warm."""
    run()
    taken = []
    for _ in range(3):
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
    return min(taken)


def _fresh_process(texts: Sequence[str]) -> tuple[float, float]:
    ran = subprocess.run(
        [sys.executable, "-c", _PROBE],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    ready, memory = json.loads(ran.stdout.splitlines()[-1])
    return float(ready), float(memory)
