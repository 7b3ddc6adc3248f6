"""Findings leave as SARIF, annotations, JSON and baselines that other programs accept."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest

from app.content import read_text
from app.domain.content import ContentFormat, Span
from app.domain.errors import ConfigurationError
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.evaluation.aeo.rubric import built_in_checks
from app.lint.as_json import to_json
from app.lint.baseline import read_baseline, write_baseline
from app.lint.diff import changed_lines, only_changed
from app.lint.file_findings import FileFindings
from app.lint.github import annotations
from app.lint.sarif import to_sarif
from app.lint.where import where

TEXT = "# Title\n\nFirst line.\n\nIn all, 87 % of\nfirms save.\n\nIn all, 87 % of\nfirms save.\n"


def file_with_findings(text: str = TEXT, path: str = "docs/a b.md") -> FileFindings:
    document = read_text(text, format=ContentFormat.MARKDOWN)
    findings = []
    start = text.find("87 % of\nfirms")
    while start >= 0:
        line, column = document.position(start)
        span = Span(start, start + len("87 % of\nfirms"))
        findings.append(
            Finding(
                "CON019",
                "“87 %”, no: source\nhere",
                Severity.WARNING,
                EvidenceGrade.A,
                span,
                line,
                column,
                "Ask for the source.",
            )
        )
        start = text.find("87 % of\nfirms", start + 1)
    return FileFindings(path, document, tuple(findings))


def test_sarif_holds_what_code_scanning_asks_for() -> None:
    log = to_sarif([file_with_findings()], checks=built_in_checks(), version="1.2.3")

    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "CON019"
    assert rule["help"]["text"]
    assert rule["shortDescription"]["text"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "warning"
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "docs/a%20b.md", "uriBaseId": "SRCROOT"}
        assert place["region"]["startLine"] < place["region"]["endLine"]
    prints = [result["partialFingerprints"]["copydesk/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) == 2
    assert json.loads(json.dumps(log)) == log


def test_the_region_is_counted_as_an_editor_counts_it() -> None:
    log = to_sarif([file_with_findings()], checks=(), version="1.2.3")

    region = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 5, "startColumn": 9, "endLine": 6, "endColumn": 6}


def test_an_annotation_is_one_line_with_its_marks_escaped() -> None:
    first, _ = annotations([file_with_findings(path="a,b:c.md")])

    assert first == (
        "::warning file=a%2Cb%3Ac.md,line=5,endLine=6,col=9,title=CON019::“87 %25”, no: source%0Ahere"
        "%0AAsk for the source.%0Adocs/reference/checks.md#con019"
    )


def test_json_names_its_schema_and_the_place() -> None:
    (file,) = to_json([file_with_findings()])["files"]

    assert to_json([])["schema"] == "copydesk.findings/1"
    assert (file["findings"][0]["line"], file["findings"][0]["column"]) == (5, 9)


def test_a_baseline_knows_its_findings_after_they_moved_down() -> None:
    before = file_with_findings()
    baseline = read_baseline(write_baseline([before]), name="baseline.json")
    moved = file_with_findings("New lead.\n\n" + TEXT)

    assert baseline.new_only(moved).findings == ()
    assert baseline.stale([moved]) == 0


def test_one_more_of_the_same_is_a_new_finding() -> None:
    baseline = read_baseline(write_baseline([file_with_findings()]), name="baseline.json")
    more = file_with_findings(TEXT + "\nIn all, 87 % of\nfirms save.\n")

    assert len(baseline.new_only(more).findings) == 1


def test_the_baseline_of_another_file_does_not_count() -> None:
    baseline = read_baseline(write_baseline([file_with_findings()]), name="baseline.json")

    assert len(baseline.new_only(file_with_findings(path="docs/other.md")).findings) == 2


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "other/1", "files": {}}', '{"files": 3}'])
def test_a_file_that_is_no_baseline_is_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"known\.json"):
        read_baseline(text, name="known.json")


DIFF = """\
diff --git a/docs/a b.md b/docs/a b.md
index 1..2 100644
--- a/docs/a b.md
+++ b/docs/a b.md
@@ -7,2 +8,2 @@ context
-old line
-old line
+In all, 87 % of
+firms save.
diff --git a/gone.md b/gone.md
--- a/gone.md
+++ /dev/null
@@ -1 +0,0 @@
-gone
"""


def test_a_diff_names_the_lines_that_changed() -> None:
    assert changed_lines(DIFF) == {"docs/a b.md": frozenset({8, 9})}


def test_only_findings_on_changed_lines_are_kept() -> None:
    kept = only_changed(file_with_findings(), changed_lines(DIFF))

    assert [finding.line for finding in kept.findings] == [8]


def test_nothing_is_kept_of_a_file_that_did_not_change() -> None:
    other = replace(file_with_findings(), path="other.md")

    assert only_changed(other, changed_lines(DIFF)).findings == ()


SCHEMA = Path(__file__).parent / "vendor" / "sarif-schema-2.1.0.json"
"""The schema of OASIS as it was published; GitHub validates uploads against the same."""


@pytest.mark.parametrize(
    "text", [TEXT, "", "﻿# Ünï 🌱\r\n\r\nIn all, 87 % of\rfirms save.\n", TEXT.replace("\n", "\r\n")]
)
def test_sarif_is_what_the_standards_schema_asks_for(text: str) -> None:
    validator = jsonschema_rs.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    whole_file = Finding("TEC002", "Empty.", Severity.ERROR, EvidenceGrade.CONVENTION)
    file = file_with_findings(text)
    log = to_sarif(
        [replace(file, findings=(*file.findings, whole_file))], checks=built_in_checks(), version="1.2.3"
    )

    assert [error.message for error in validator.iter_errors(log)] == []


def test_a_finding_in_a_file_without_lines_is_reported_by_its_place() -> None:
    plain = file_with_findings()
    document = replace(plain.document, container="docx")
    first, second = plain.findings
    file = replace(
        plain, document=document, findings=(replace(first, place="paragraph 3"), replace(second, span=None))
    )
    (run,) = to_sarif([file], checks=built_in_checks(), version="1.2.3")["runs"]
    placed, whole = (result["locations"][0].get("logicalLocations") for result in run["results"])

    assert (placed, whole) == ([{"name": "paragraph 3", "kind": "element"}], None)
    assert [found["place"] for found in to_json([file])["files"][0]["findings"]] == ["paragraph 3", None]
    assert "::paragraph 3: " in next(annotations([file]))
    assert [where("a.docx", document, found) for found in file.findings] == [
        "a.docx: paragraph 3:",
        "a.docx:",
    ]
    assert where("a.md", plain.document, first) == "a.md:5:9:"
