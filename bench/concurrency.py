"""How many processes a queue is worth: the same texts through a pipeline of its own, with ever more.

`python bench/concurrency.py [--texts 40] [--evaluation 1,2,4] [--rewrite 1,2,4,8,16] [--model-seconds 1]`

`evaluation` computes; `rewrite` waits for a local server that speaks OpenAI's protocol and takes so long for
each answer. Prints the queue's pieces a second from the first submission to the last piece of work; only the
texts that fall short are rewritten.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.llm_server import LlmServer  # noqa: E402 - after the path
from tests.support.rewriting_model import rewriting  # noqa: E402

CPU_POLICY = "[rewrite]\nmax_rewrites = 0\n"
WAITS_POLICY = '[rewrite]\nproviders = ["openai:local-model"]\nmax_rewrites = 1\n'


def load(texts: int, policy: str, **environ: str) -> dict[str, object]:
    """One run of scripts/load_test.py; its report."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "copydesk.toml").write_text(policy)
        options = ["--own", "--rate", "200", "--seconds", str(texts / 200), "--report", folder]
        command = [sys.executable, str(ROOT / "scripts" / "load_test.py"), *options, "--sizes", "medium=1"]
        command += ["--policy", str(Path(folder) / "copydesk.toml"), "--priorities", "normal=1"]
        done = subprocess.run(
            command, env={**os.environ, **environ}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        return dict(json.loads((Path(folder) / "load.json").read_text()))


def row(queue: str, processes: int, report: dict[str, object]) -> None:
    waited, took, pieces = (report[name][f"{queue} all"] for name in ("waited_s", "took_s", "counts"))  # type: ignore[index]
    rate = pieces / max(1e-9, float(report["seconds"]))  # type: ignore[arg-type]
    cells = (f"`{queue}`", processes, pieces, f"{rate:.2f}", waited["p50"], waited["p95"], took["p50"])
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=40)
    parser.add_argument("--evaluation", default="1,2,4")
    parser.add_argument("--rewrite", default="1,2,4,8,16")
    parser.add_argument("--model-seconds", type=float, default=1.0)
    asked = parser.parse_args()
    print("| queue | processes | pieces | a second | waited p50 s | p95 s | took p50 s |", flush=True)
    print("|---|---|---|---|---|---|---|", flush=True)
    for processes in [int(one) for one in asked.evaluation.split(",") if one]:
        report = load(asked.texts, CPU_POLICY, COPYDESK_CONCURRENCY_EVALUATION=str(processes))
        row("evaluation", processes, report)
    for processes in [int(one) for one in asked.rewrite.split(",") if one]:
        with LlmServer(answer=rewriting(), delay_seconds=asked.model_seconds) as server:
            told = {"OPENAI_BASE_URL": server.openai_url, "OPENAI_API_KEY": "local"}
            told["COPYDESK_RESERVE_URGENT"] = "none"  # none of these texts is urgent
            report = load(asked.texts, WAITS_POLICY, COPYDESK_CONCURRENCY_REWRITE=str(processes), **told)
        row("rewrite", processes, report)


if __name__ == "__main__":
    main()
