"""The plug-ins that the how-tos print are run."""

import re
from pathlib import Path

from app.content import read_text
from app.domain.policy import RewritePolicy
from app.domain.scores import Abstained, DetectorScore
from app.evaluation.detector import Detector
from app.rewrite.proposal import RewriteJob, Rewriter
from app.rewrite.text import Text

HOWTO = Path(__file__).parents[2] / "docs" / "howto"


def code_of(page: str) -> dict:
    names: dict = {}
    for block in re.findall(r"^```python\n(.*?)^```", (HOWTO / page).read_text(), re.MULTILINE | re.DOTALL):
        exec(block, names)  # noqa: S102 - our own page
    return names


def test_the_detector_of_the_page_keeps_the_contract():
    detector = code_of("write-a-detector.md")["build"]()

    assert isinstance(detector, Detector)
    assert isinstance(detector.score(read_text("# A\n\nShort!\n")), Abstained)
    loud = detector.score(read_text("# A\n\n" + "We are so very glad to tell you! " * 20))
    assert isinstance(loud, DetectorScore)
    assert loud.label == "ai"


def test_the_provider_of_the_page_keeps_the_contract():
    rewriter = code_of("write-a-provider.md")["Shout"]()
    document = read_text("# A\n\nOne.\n\n## B\n\nTwo.\n")
    job = RewriteJob("s", "r", 1, Text.of(document), (), RewritePolicy())

    assert isinstance(rewriter, Rewriter)
    assert set(rewriter.propose(job).replacements) == {section.id for section in document.sections}
