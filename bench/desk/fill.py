"""Generate submissions and open cases in PostgreSQL, by SQL, as the pipeline would have left them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.config.settings import Settings
from app.db import codec
from app.db.migrate import upgrade
from app.domain.cases import FrozenDesk
from app.domain.escalation_policy import Calendar, DeskPolicy
from app.domain.policy import Policy
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.inline import drain

SAMPLE = Path(__file__).parents[2] / "samples" / "drafts" / "rain-barrel.md"
WORDS = (  # noqa: SIM905 - twenty-five quoted words are harder to read
    "kettle ferry library dosage barrel backup bicycle grinder letter timetable sourdough sensor "
    "garden harbour market council bridge winter summer school river museum station village bakery"
).split()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One article that really went through the pipeline; the generated cases are copies of it."""

    policy: dict[str, Any]
    frozen: dict[str, Any]
    original: dict[str, Any]
    rewritten: dict[str, Any]
    results: tuple[dict[str, Any], dict[str, Any]]


def fill(url: str, *, submissions: int, cases: int, state_dir: Path) -> None:
    """An empty database with this many submissions, of which the last `cases` wait for a person."""
    upgrade(url)
    pattern = _pattern(url, state_dir)
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as connection:
        # Keys are right by construction; checking each of millions would only take time.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        words = "ARRAY[" + ",".join(f"'{word}'" for word in WORDS) + "]"
        parameters = {
            "n": submissions,
            "first_case": submissions - cases,
            "policy": json.dumps(pattern.policy),
            "frozen": json.dumps(pattern.frozen),
            "small": json.dumps(
                pattern.results[0]
                | {"findings": [], "detectors": {}, "aeo": _lean(pattern.results[0]["aeo"])}
            ),
            "before": json.dumps(pattern.results[0]),
            "after": json.dumps(pattern.results[1]),
            "original": pattern.original["source"],
            "rewritten": pattern.rewritten["source"],
        }
        for statement in _statements(words):
            connection.execute(statement, parameters)
        connection.execute("SET session_replication_role = DEFAULT")
        connection.execute("VACUUM ANALYZE")


def _lean(aeo: dict[str, Any]) -> dict[str, Any]:
    return {**aeo, "findings": [], "components": []}


def _pattern(url: str, state_dir: Path) -> Pattern:
    services = build_services(Settings(state_dir=state_dir, database_url=url))
    desk = Application(services)
    submitted = desk.submit(SAMPLE.read_bytes(), path="pattern.md", policy=Policy(min_aeo=90))
    drain(services)
    detail = desk.show(submitted.submission_id)
    evaluated = [detail.evaluations[revision.id].evaluation for revision in detail.revisions[:2]]
    from app.domain.scores import Evaluation

    made = Pattern(
        codec.dump(Policy, detail.submission.policy),
        codec.dump(FrozenDesk, FrozenDesk(DeskPolicy(), Calendar(), 1)),
        {"source": detail.revisions[0].source},
        {"source": detail.revisions[1].source},
        (codec.dump(Evaluation, evaluated[0]), codec.dump(Evaluation, evaluated[-1])),
    )
    services.close()
    return made


def _statements(words: str) -> list[str]:
    """Ids sort by number; each title has two words of the list and its own number."""
    rows = "generate_series(1, %(n)s) AS n"
    cases = "generate_series(%(first_case)s + 1, %(n)s) AS n"
    number = "lpad(n::text, 22, '0')"
    title = f"initcap(({words})[1 + n %% {len(WORDS)}] || ' and ' || ({words})[1 + (n / 7) %% {len(WORDS)}])"
    project = "(SELECT id FROM projects ORDER BY id LIMIT 1)"
    when = "now() - (%(n)s - n) * interval '20 seconds'"
    status = (
        "CASE WHEN n > %(first_case)s THEN 'escalated' WHEN n %% 9 = 0 THEN 'rejected' ELSE 'accepted' END"
    )
    reason = "(ARRAY['rewrite-cap', 'machine-written', 'safety-topic'])[1 + n %% 3]"
    return [
        (
            f"INSERT INTO content_items (id, project_id, external_id, created_at) "
            f"SELECT '0i00' || {number}, {project}, 'item-' || n, {when} FROM {rows}"
        ),
        (
            f"INSERT INTO submissions (id, key, project_id, content_item_id, run_id, status, priority, "
            f"path, title, language, tags, format, encoding, has_bom, policy, policy_version, "
            f"current_revision_id, instructions, cycles, cycles_at_send_back, why, created_at, updated_at) "
            f"SELECT '0s00' || {number}, 'k' || n, {project}, '0i00' || {number}, '', {status}, n %% 4, "
            f"'news/' || n || '.md', {title} || ' ' || n, 'en', '[]', 'markdown', 'utf-8', false, "
            f"jsonb_build_object('version', 'bench'), 'bench', "
            f"CASE WHEN n > %(first_case)s THEN '0w00' ELSE '0r00' END || {number}, '', 0, 0, 'generated', "
            f"{when}, {when} FROM {rows}"
        ),
        "UPDATE submissions SET policy = %(policy)s::jsonb WHERE status = 'escalated'",
        (
            f"INSERT INTO revisions (id, submission_id, number, origin, parent_id, source, "
            f"fingerprint, author, "
            f"created_at) SELECT '0r00' || {number}, '0s00' || {number}, 0, 'original', NULL, "
            f"CASE WHEN n > %(first_case)s THEN %(original)s ELSE 'A short text, "
            f"number ' || n END, 'f', '', {when} "
            f"FROM {rows}"
        ),
        (
            f"INSERT INTO revisions (id, submission_id, number, origin, parent_id, source, "
            f"fingerprint, author, "
            f"created_at) SELECT '0w00' || {number}, '0s00' || {number}, 1, 'rewrite', '0r00' || {number}, "
            f"%(rewritten)s, 'g', 'rules', {when} FROM {cases}"
        ),
        (
            f"INSERT INTO evaluations (id, submission_id, revision_id, outcome, reasons, measured, result, "
            f"policy_version, rubric_version, seconds, created_at) SELECT '0e00' || {number}, "
            f"'0s00' || {number}, "
            f"'0r00' || {number}, 'pass', '[]', n %% 100, "
            f"CASE WHEN n > %(first_case)s THEN %(before)s::jsonb ELSE %(small)s::jsonb END, "
            f"'bench', 'bench', 0.1, "
            f"{when} FROM {rows}"
        ),
        (
            f"INSERT INTO evaluations (id, submission_id, revision_id, outcome, reasons, measured, result, "
            f"policy_version, rubric_version, seconds, created_at) SELECT '0f00' || {number}, "
            f"'0s00' || {number}, "
            f"'0w00' || {number}, 'fail', '[]', n %% 100, %(after)s::jsonb, 'bench', 'bench', 0.1, {when} "
            f"FROM {cases}"
        ),
        (
            f"INSERT INTO events (submission_id, kind, actor, data, created_at) "
            f"SELECT '0s00' || {number}, 'submission.received', 'copydesk', '{{}}', {when} FROM {rows}"
        ),
        (
            f"INSERT INTO escalations (id, submission_id, status, reason, message, priority, revision_id, "
            f"best_revision_id, reviewers, opened_at) SELECT '0c00' || {number}, '0s00' || {number}, 'open', "
            f"{reason}, "
            f"'it stays under the score', n %% 4, '0w00' || {number}, '0w00' || {number}, "
            f"'[]', {when} FROM {cases}"
        ),
        (
            f"INSERT INTO cases (id, submission_id, project_id, state, desk, reason, "
            f"priority, message, path, title, "
            f"language, level, due_at, remind_at, policy, policy_version, is_disputed, opened_at) "
            f"SELECT '0c00' || {number}, '0s00' || {number}, {project}, 'open', "
            f"(ARRAY['desk', 'health', 'german'])[1 + n %% 3], "
            f"{reason}, n %% 4, "
            f"'it stays under the score', 'news/' || n || '.md', {title} || ' ' || n, 'en', 0, "
            f"{when} + interval '1 day', NULL, %(frozen)s::jsonb, 'bench', false, {when} FROM {cases}"
        ),
        (
            f"INSERT INTO case_seats (id, case_id, number) SELECT '0t00' || {number}, '0c00' || {number}, 0 "
            f"FROM {cases}"
        ),
    ]
