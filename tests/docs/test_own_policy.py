"""The documentation passes the policy that stands beside it, as `copydesk check docs` judges it."""

from dataclasses import replace
from pathlib import Path

from app.cli.check_work import Checked, Task, check_one
from app.config.policy_file import is_excluded, policy_for
from app.domain.policy import DetectorPolicy
from app.domain.scores import Severity
from app.domain.verdict import Outcome

DOCS = Path(__file__).parents[2] / "docs"


def test_every_page_passes_and_none_has_a_finding_of_severity_error():
    pages = [page for page in sorted(DOCS.rglob("*.md")) if not is_excluded(page)]
    assert len(pages) > 40

    failed = []
    for page in pages:
        policy = replace(policy_for(page), detectors=DetectorPolicy(use=()))
        result = check_one(Task(page.name, page.name, page.read_bytes(), policy, 5_000_000))
        assert isinstance(result, Checked)
        errors = [each.message for each in result.findings if each.severity is Severity.ERROR]
        if errors or result.verdict.outcome is Outcome.FAIL:
            failed.append((page.name, errors))

    assert not failed
