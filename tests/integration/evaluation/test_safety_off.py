"""Medical, legal and financial figures are never put to a model, whatever is set to off or ignored."""

from dataclasses import replace

import pytest

from app.config.settings import Settings
from app.content import read_text
from app.domain.policy import Policy, RuleSetting
from app.evaluation.evaluate import evaluate
from app.evaluation.tools import evaluation_tools

DOSE = "# Fever\n\nGive a child of 12 kg 180 mg of paracetamol every six hours, at most four times a day.\n"
OFF = replace(Policy(), rules=(RuleSetting("TRU043", "off"),), version="off")
IGNORED = "<!-- copydesk-ignore TRU043: the doctor has read it -->\n\n" + DOSE


@pytest.mark.parametrize(("text", "policy"), [(DOSE, Policy()), (DOSE, OFF), (IGNORED, Policy())])
def test_the_topic_is_known_from_all_that_was_found(tmp_path, text, policy):
    evaluation = evaluate(
        read_text(text, path="a.md"), policy=policy, tools=evaluation_tools(Settings(state_dir=tmp_path))
    )

    assert "TRU043" in {found.check_id for found in evaluation.aeo.findings}


def test_what_is_off_is_neither_a_finding_nor_advice(tmp_path):
    evaluation = evaluate(
        read_text(DOSE, path="a.md"), policy=OFF, tools=evaluation_tools(Settings(state_dir=tmp_path))
    )

    assert "TRU043" not in {found.check_id for found in (*evaluation.findings, *evaluation.advice)}
