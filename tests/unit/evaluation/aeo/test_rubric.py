"""Checks are data: complete, named once, and open to a project's own."""

import json
from pathlib import Path

import pytest

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.errors import InvalidPolicy
from app.domain.scores import EvidenceGrade
from app.evaluation.aeo import aeo_weights
from app.evaluation.aeo.aeo_weights import shipped_weights
from app.evaluation.aeo.check import CheckRole
from app.evaluation.aeo.rubric import built_in_checks, load_rubric
from app.evaluation.aeo.score import score_aeo
from app.platform.plugins import CHECKS
from tests.support.packages import install

WEIGHTS = Path(aeo_weights.__file__).with_name("weights.json")
OWN = {
    "id": "HOUSE001",
    "name": "no-synergy",
    "kind": "phrases",
    "message": "We do not write “{value}”.",
    "severity": "error",
    "parameters": {"phrases": ["Synergy"]},
}


def test_only_checks_of_grade_a_or_b_carry_weight() -> None:
    measures = {check.id for check in built_in_checks() if check.role is CheckRole.MEASURE}

    assert set(shipped_weights().points) == measures
    for check in built_in_checks():
        if check.role in (CheckRole.MEASURE, CheckRole.PENALTY):
            assert check.grade in (EvidenceGrade.A, EvidenceGrade.B), check.id


def test_the_weights_sum_to_a_hundred() -> None:
    assert sum(shipped_weights().points.values()) == pytest.approx(100, abs=0.01)
    for row in shipped_weights().resampled:
        assert sum(row.values()) == pytest.approx(100, abs=0.01)


def test_the_evidence_of_a_fitted_check_quotes_its_own_figure() -> None:
    measured = json.loads(WEIGHTS.read_text(encoding="utf-8"))["figures"]["spearman_each_check"]

    for check in built_in_checks():
        if check.role is CheckRole.MEASURE and check.kind != "figures":
            assert f"Spearman {measured[check.id]:.2f}".replace("0.", ".") in check.source, check.id


def test_every_check_names_its_evidence_and_a_fix() -> None:
    for check in built_in_checks():
        assert check.source, check.id
        assert check.fix, check.id


def test_a_projects_own_check_finds_its_places() -> None:
    rubric = load_rubric([OWN], plug_ins=False)
    document = read_text("First.\n\nThis synergy is great.\n", format=ContentFormat.MARKDOWN)

    found = [each for each in score_aeo(document, rubric=rubric).findings if each.check_id == "HOUSE001"]

    places = [(each.line, each.column, each.message) for each in found]
    assert places == [(3, 6, "We do not write “synergy”.")]
    assert rubric.version != load_rubric(plug_ins=False).version


def test_an_installed_package_may_bring_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"def checks():\n    return [{OWN!r}]\n"
    points = {CHECKS.group: {"house": "house_checks:checks"}}
    monkeypatch.syspath_prepend(str(install(tmp_path, "house-checks", {"house_checks.py": source}, points)))

    assert load_rubric().check("HOUSE001").name == "no-synergy"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "house1"}, "capitals and three digits"),
        ({"kind": "magic"}, "use one of"),
        ({"message": ""}, "lacks message"),
        ({"weight": 3}, "unknown keys: weight"),
        ({"severity": "fatal"}, "fatal"),
        ({"id": "CON011"}, "two checks are called CON011"),
        ({"parameters": {"phrases": "synergy"}}, "list"),
        ({"kind": "length", "parameters": {}}, "min_words"),
    ],
)
def test_a_wrong_check_is_named_with_what_is_wrong(change: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidPolicy, match=said):
        load_rubric([OWN | change], plug_ins=False)


def test_a_disabled_check_finds_nothing_and_an_unknown_name_is_an_error() -> None:
    rubric = load_rubric(plug_ins=False)

    assert "CON017" not in {check.id for check in rubric.without(["CON017"]).checks}
    with pytest.raises(InvalidPolicy, match="CON999"):
        rubric.without(["CON999"])
