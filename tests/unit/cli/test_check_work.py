import pytest

from app.cli.check_work import FILES_PER_PROCESS, Checked, Task, check_one, jobs_for
from app.cli.findings_filter import FindingsFilter, check_names
from app.domain.errors import ConfigurationError
from app.domain.policy import Goal, Policy
from app.domain.scores import Severity
from app.reports.model import Unreadable

TEXT = b"# Barrels\n\nAsk anyone. It holds 200 litres, studies show.\n"
LONG = TEXT + b"\nThe barrel stands behind the shed, where it is dry." * 6


def check(data: bytes = TEXT, policy: Policy | None = None, path: str = "barrel.md"):
    return check_one(Task(path, path, data, policy if policy is not None else Policy(), 5_000_000))


def test_a_failing_verdict_is_a_finding_of_severity_error():
    result = check(data=LONG, policy=Policy(min_aeo=101))

    assert isinstance(result, Checked)
    by_id = {finding.check_id: finding for finding in result.findings}
    assert by_id["VERDICT-AEO-LOW"].severity is Severity.ERROR


def test_an_uncertain_verdict_is_a_warning():
    result = check(policy=Policy(min_aeo=0))

    by_id = {finding.check_id: finding for finding in result.findings}
    assert by_id["VERDICT-DETECTOR-ABSTAINED"].severity is Severity.WARNING


def test_what_is_only_recommended_is_no_finding_of_the_verdict():
    result = check(policy=Policy(min_aeo=101, required=frozenset(), recommended=frozenset({Goal.AEO})))

    assert not [finding for finding in result.findings if finding.check_id == "VERDICT-AEO-LOW"]


def test_a_file_that_is_no_text_is_a_value_that_names_it():
    result = check(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, path="logo.md")

    assert isinstance(result, Unreadable)
    assert "logo.md" in result.message


def test_select_and_ignore_take_beginnings_of_ids():
    result = check(policy=Policy(min_aeo=101))

    only = FindingsFilter(select=("VERDICT",)).apply(result)
    none = FindingsFilter(ignore=("VERDICT",)).apply(result)

    assert {finding.check_id.split("-")[0] for finding in only.findings} == {"VERDICT"}
    assert len(only.findings) + len(none.findings) == len(result.findings)


def test_names_of_checks_are_read_in_any_case_and_a_contradiction_is_refused():
    assert check_names(["con019, fil060"], ["TEC"]) == (("CON019", "FIL060"), ("TEC",))
    with pytest.raises(ConfigurationError, match="TEC"):
        check_names(["tec"], ["TEC"])


def test_a_few_files_are_checked_in_this_process_and_many_in_several():
    assert jobs_for(3, wanted=None) == 1
    assert jobs_for(3, wanted=4) == 4
    assert jobs_for(FILES_PER_PROCESS * 1000, wanted=None) >= 1
