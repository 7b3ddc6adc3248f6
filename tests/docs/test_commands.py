"""Every command that a page shows is run as it stands there, or stands below with the test that runs it."""

import itertools
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.errors import CopydeskError
from app.domain.lifecycle import SubmissionStatus
from app.domain.policy import Policy
from app.domain.review import EscalationReason
from app.operations.backup import back_up
from app.transitions.take_step import escalate
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from tests.support.word import p, word_file

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(?:sh|bash|shell|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OWN_TEST = {
    "docs/tutorial/first-article.md": "tests/docs/test_tutorial.py runs it line by line",
    "docs/reference/cli.md": "usage lines, generated; tests/docs/test_cli_reference.py compares them",
    "docs/howto/use-the-api.md": "calls of a running desk; tests/integration/web/test_api.py makes the same",
}
NOT_RUN = {
    "make demo": "tests/acceptance/test_demo.py runs what it calls",
    "make test": "this very run is a part of it",
    "make clean": "removes the environment that runs the tests",
    "export PATH=": "a line for the reader's own shell",
    "copydesk --install-completion": "writes into the reader's shell configuration",
    "copydesk review edit ESCALATION --reason": "opens an editor on a terminal; --file is run",
    "copydesk run article.docx": "tests/integration/cli/test_run_command.py runs it on a desk of its own",
    "pip install ./copydesk-mistral": "tests/docs/test_plugin_examples.py installs the package",
    "pip install ./copydesk-pager": "tests/docs/test_plugin_examples.py installs the package",
    "scripts/load_test.py": "tests/acceptance/test_load_test.py runs it",
    "rm -r ~/.local/state/copydesk": "removes the reader's own state",
}
"""The beginning of a line, and why it is not run here."""
ANSWERS_BY_EXIT_CODE = ("check", "compare", "doctor", "health", "workers", "db current", "dead-letters")
"""Their exit code is their answer (1: something was found), and here no pipeline runs."""
TEXT = b"# Council decides\n\nThe council met on Monday and voted for the plan."
HOUSE_CHECK = (
    '[[check]]\nid = "HOUSE001"\nname = "house-headings"\nkind = "heading-order"\nseverity = "error"\n'
    'message = "{value}."\nfix = "Number the levels."\n'
)


def shown() -> list[tuple[str, str]]:
    """Page and line of every command in a fence."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        (str(page.relative_to(ROOT)), line)
        for page in pages
        for block in FENCE.findall(page.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.strip() and not line.startswith("#")
    ]


def run_here() -> list[object]:
    return [
        pytest.param(line, id=f"{page}: {line}")
        for page, line in dict.fromkeys(shown())
        if page not in OWN_TEST and not line.startswith(tuple(NOT_RUN))
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A desk with a submission, a dead letter, a backup and articles in git; and a maker of cases."""
    folder = tmp_path_factory.mktemp("place")
    state = folder / "state"
    state.mkdir(mode=0o700)
    upgrade(Settings(state_dir=state).database_url)
    services = build_services(Settings(state_dir=state))
    back_up(services, folder / "copydesk-20261120T020000Z.jsonl.gz")
    desk, numbers = Application(services), itertools.count()

    def submission() -> str:
        path = f"a{next(numbers)}.md"
        return desk.submit(TEXT, path=path, policy=Policy(), run_id="run").submission_id

    def case() -> str:
        new = submission()
        with services.store.transaction() as tx:
            found = tx.submissions.get(new)
            reason = EscalationReason.REWRITE_CAP
            escalate(tx, found, reason, "it stays low", expected=SubmissionStatus.EVALUATING)
        return desk.escalation(new).id

    first = submission()
    with services.store.transaction() as tx:
        work = tx.jobs.unfinished(first)[0].id
        dead_letter = tx.dead_letters.add(
            task_name="evaluation.evaluate_revision", arguments={}, error="E", traceback="", attempts=1
        )
    (folder / "docs").mkdir()
    for name in ("article.md", "mended.md", "docs/article.md"):
        (folder / name).write_bytes(TEXT)
    (folder / "mended.md").write_bytes(TEXT + b" The mayor spoke last.")
    (folder / "interview.txt").write_bytes(b"The mayor said that she would speak last.")
    (folder / "article.docx").write_bytes(word_file(p("The council voted for the plan.")))
    (folder / "article-text.md").write_text("The council has voted for the plan.\n")
    (folder / "copydesk.toml").write_text(HOUSE_CHECK)
    for words in (
        "init -q -b main",
        "add docs",
        "-c user.name=a -c user.email=a@example.org commit -qm one",
        "update-ref refs/remotes/origin/main HEAD",
    ):
        subprocess.run(["git", *words.split()], cwd=folder, check=True, timeout=20)
    baseline = ["--write-baseline", str(folder / "copydesk-baseline.json")]
    CliRunner().invoke(app, ["check", str(folder / "docs"), *baseline])
    yield folder, {"task": work, "dead-letters": dead_letter, "show": first}, case
    services.close()


@pytest.mark.parametrize("line", run_here())
def test_a_command_of_the_documentation_runs_as_it_is_shown(line, place, monkeypatch):
    folder, ids, case = place
    monkeypatch.chdir(folder)
    line = line.split("    #")[0]
    words = shlex.split(line)
    if words[0] != "copydesk":
        done = subprocess.run(
            words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return
    words = words[1:]
    if ">" in words:
        words = words[: words.index(">")]
    is_restore = words[0] == "restore" and "--check" not in words
    monkeypatch.setenv("COPYDESK_HOME", str(folder / ("empty" if is_restore else "state")))
    known = case() if "ESCALATION" in words else ids.get(words[0], "")
    words = [known if word in {"ID", "SUBMISSION", "ESCALATION"} else word for word in words]

    done = CliRunner().invoke(app, words)

    if done.exception is not None and not isinstance(done.exception, SystemExit):
        assert isinstance(done.exception, CopydeskError), done.exc_info
    output = done.output + str(done.exception or "")
    may_fail = " ".join(words).startswith(ANSWERS_BY_EXIT_CODE)
    assert done.exit_code in ({0, 1, 2} if may_fail else {0}), output
    assert output.strip() or "--quiet" in words


def test_no_reason_stands_for_a_line_that_no_page_shows_any_more():
    lines = [line for page, line in shown() if page not in OWN_TEST]

    assert [start for start in NOT_RUN if not any(line.startswith(start) for line in lines)] == []
    assert {page for page, _ in shown()} >= set(OWN_TEST)


def test_commands_are_in_fences_that_say_so():
    nameless = re.compile(r"^```\n\s*(?:copydesk|celery|make|pip|docker) ", re.MULTILINE)
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]

    assert [str(page) for page in pages if nameless.search(page.read_text(encoding="utf-8"))] == []
