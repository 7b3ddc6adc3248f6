"""Real articles: none that is older than the chat models may be called `ai`."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from app.content import read_document
from app.domain.scores import Abstained, Label
from app.evaluation.detectors.copydesk import CopydeskDetector


def report_articles(detector: CopydeskDetector, folder: Path) -> Iterator[str]:
    """Markdown. `folder` holds index.jsonl and the files it names."""
    said: Counter[tuple[bool, str]] = Counter()
    accused = []
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        answer = detector.score(read_document((folder / entry["file"]).read_bytes(), path=entry["file"]))
        label = f"abstained ({answer.code})" if isinstance(answer, Abstained) else str(answer.label)
        said[bool(entry["dated_before_chatgpt"]), label] += 1
        if entry["dated_before_chatgpt"] and label in {Label.AI, Label.MIXED}:
            accused.append(f"{entry['file']}: {label}")
    yield "\n## Real articles\n"
    for (is_old, label), count in sorted(said.items()):
        yield f"- {'before' if is_old else 'after'} ChatGPT: {label}: {count}"
    yield f"\nOf the old ones, accused: {', '.join(accused) if accused else 'none'}"
