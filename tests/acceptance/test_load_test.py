"""The load test as an operator runs it: a pipeline of its own, a report whose numbers fit together."""

import json
import subprocess
import sys

import pytest

from tests.support.processes import REPOSITORY, environ

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SCRIPT = REPOSITORY / "scripts" / "load_test.py"


def run(tmp_path, *options):
    return subprocess.run(
        [sys.executable, SCRIPT, *options],
        env=environ(tmp_path / "state"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_it_submits_the_mix_waits_for_all_and_reports_percentiles_and_a_chart(tmp_path):
    mix = ["--sizes", "short=1", "--priorities", "urgent=1,bulk=1"]
    done = run(tmp_path, "--own", "--rate", "8", "--seconds", "1", *mix, "--report", "out")

    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "out" / "load.json").read_text())
    assert (report["submitted"], report["undecided"]) == (8, 0)
    counts = report["counts"]
    assert counts["evaluation urgent"] + counts["evaluation bulk"] == counts["evaluation all"] >= 8
    for percentiles in (*report["waited_s"].values(), *report["took_s"].values()):
        assert 0 <= percentiles["p50"] <= percentiles["p95"] <= percentiles["p100"]
    assert max(point["running"] for point in report["timeline"]) >= 1
    page = (tmp_path / "out" / "load.html").read_text()
    assert page.count("<polyline") == 2
    assert "http" not in page


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--priorities", "urgent"], "'urgent' is not a share"),
        (["--sizes", "huge=1"], "with NAME one of long, medium, short"),
        (["--rate", "0"], "greater than zero"),
    ],
)
def test_a_wrong_option_is_refused_in_a_sentence(tmp_path, options, words):
    done = run(tmp_path, *options)

    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr
