"""How many articles does `copydesk check` do in a second, and how much memory does it take?

    python bench/check.py [FOLDER] [--repeat 3] [--report FILE]

FOLDER is `$COPYDESK_SHARED/articles` (default ../shared/articles), else the samples. Every run is a
process of its own, start included; the machine's other work counts too, so look at CPU seconds first and
at the ratio between one process and two, measured in turns.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("COPYDESK_SHARED", ROOT.parent / "shared"))


def one_run(folder: Path, jobs: int) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds, and the number of files."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", "check", str(folder), "--json", "--jobs", str(jobs)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    wall = time.perf_counter() - started
    if done.returncode not in {0, 1}:
        sys.exit(f"check failed: {done.stderr.decode()[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, len(json.loads(done.stdout)["files"])


def start_seconds() -> float:
    """CPU seconds of a process that checks one short text: interpreter, libraries, detector, rubric."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "app.cli.main", "check", "-", "--json"]
    subprocess.run(command, cwd=ROOT, input=b"# A\n\nA text.\n", capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--report", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    articles = SHARED / "articles"
    folder = options.folder or (articles if articles.is_dir() else ROOT / "samples")
    runs: dict[int, list[tuple[float, float, int]]] = {1: [], 2: []}
    start = min(start_seconds() for _ in range(options.repeat))
    for _ in range(options.repeat):
        for jobs, measured in runs.items():
            measured.append(one_run(folder.resolve(), jobs))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    files = runs[1][0][2]
    cpu = min(cpu for _, cpu, _ in runs[1])
    wall = {jobs: min(wall for wall, _, _ in measured) for jobs, measured in runs.items()}
    figures = {
        "folder": folder.name,
        "articles": files,
        "cpu_seconds": round(cpu, 2),
        "start_cpu_seconds": round(start, 2),
        "articles_per_second_one_core": round(files / cpu, 1),
        "articles_per_second_one_core_without_start": round(files / max(cpu - start, 0.001), 1),
        "wall_seconds_one_process": round(wall[1], 2),
        "two_processes_are_faster_by": round(wall[1] / wall[2], 2),
        "peak_memory_of_a_process_mb": round(peak),
    }
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):45} {value}")
    if options.report is not None:
        options.report.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
