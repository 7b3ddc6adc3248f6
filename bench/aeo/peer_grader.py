"""Run by the Python of another environment that holds `geo-optimizer-skill` and `textstat`.

Reads JSON lines `{"html": ..., "text": ...}` from standard input, one page each; prints one JSON object:
the citability score of every page, and the CPU seconds of parsing, of grading, and of textstat alone.
"""

import json
import sys
import time
from pathlib import Path


def main() -> None:
    from bs4 import BeautifulSoup
    from geo_optimizer.core.citability import audit_citability

    pages = [json.loads(line) for line in sys.stdin]
    scores, parsing, grading = [], 0.0, 0.0
    for page in pages:
        started = time.process_time()
        soup = BeautifulSoup(page["html"], "lxml")
        parsed = time.process_time()
        scores.append(float(audit_citability(soup, "https://page.example/").total_score))
        grading += time.process_time() - parsed
        parsing += parsed - started
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    result = {"scores": scores, "parsing": parsing, "grading": grading, "peak_mb": peak}
    if "--textstat" in sys.argv:
        result["textstat"] = textstat_seconds([page["text"] for page in pages])
    print(json.dumps(result))


def textstat_seconds(texts: list[str]) -> float:
    """CPU seconds of the readability numbers that need no word lists from the network."""
    import textstat

    started = time.process_time()
    for text in texts:
        textstat.lexicon_count(text)
        textstat.sentence_count(text)
        textstat.automated_readability_index(text)
        textstat.coleman_liau_index(text)
        textstat.lix(text)
        textstat.rix(text)
    return time.process_time() - started


if __name__ == "__main__":
    main()
