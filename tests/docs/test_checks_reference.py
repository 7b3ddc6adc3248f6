"""The reference of checks is made from the checks, and is up to date."""

from pathlib import Path

from app.evaluation.aeo.reference import reference_page
from app.evaluation.aeo.rubric import built_in_checks

ROOT = Path(__file__).parents[2]
HOW = "run: python -m app.evaluation.aeo.reference > docs/reference/checks.md"


def test_the_reference_of_checks_is_up_to_date() -> None:
    written = (ROOT / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")

    assert written == reference_page(built_in_checks()), HOW


def test_the_explanation_gives_the_figures_of_the_shipped_weights() -> None:
    import json

    figures = json.loads((ROOT / "app" / "evaluation" / "aeo" / "weights.json").read_text(encoding="utf-8"))[
        "figures"
    ]
    text = (ROOT / "docs" / "explanation" / "aeo-score.md").read_text(encoding="utf-8")

    for name in ("cross_validated", "without_each_method", "standing_part", "pull_cross_validated"):
        order = figures[f"spearman_{name}"]
        low, high = order["interval_95"]
        assert f"| {order['mean']:.3f} | {low:.3f} to {high:.3f} |" in text, name
