"""The plug-ins that the how-tos print are run."""

import re
from contextlib import closing
from pathlib import Path

from app.config.settings import Settings
from app.content import read_text
from app.domain.policy import RewritePolicy
from app.domain.scores import Abstained, DetectorScore
from app.evaluation.detector import Detector
from app.llm.models.contract import ChatModel
from app.llm.prices import price_of
from app.llm.provider import Provider
from app.notifications.notifier import Notifier
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


def test_the_provider_of_the_page_builds_a_model_with_its_price_at_its_own_address(tmp_path):
    provider = code_of("write-a-provider.md")["provider"]
    settings = Settings(state_dir=tmp_path, provider_settings={"MISTRAL_API_KEY": "k"})
    price = price_of("mistral", provider.default_model, overrides={}, is_own_server=False)

    assert isinstance(provider, Provider)
    assert [one.name for one in provider.variables] == [
        "MISTRAL_API_KEY",
        "MISTRAL_BASE_URL",
        "COPYDESK_MISTRAL_MODEL",
    ]
    assert not provider.is_own_server(settings)
    options = provider.options(provider.default_model, settings, price=price, timeout_seconds=5)
    assert options.base_url == "https://api.mistral.ai/v1"
    with closing(provider.build(options)) as model:
        assert isinstance(model, ChatModel)
        assert (model.provider, model.model) == ("mistral", "mistral-small-latest")


def test_the_notifier_of_the_page_keeps_the_contract():
    notifier = code_of("write-a-notifier.md")["Pager"]()

    assert isinstance(notifier, Notifier)
    assert notifier.accepts("pager://127.0.0.1:8000/desk")
    assert not notifier.accepts("pager://127.0.0.1:8000")


def test_the_rewriter_of_the_page_keeps_the_contract():
    rewriter = code_of("write-a-provider.md")["Shout"]()
    document = read_text("# A\n\nOne.\n\n## B\n\nTwo.\n")
    job = RewriteJob("s", "r", 1, Text.of(document), (), RewritePolicy())

    assert isinstance(rewriter, Rewriter)
    assert set(rewriter.propose(job).replacements) == {section.id for section in document.sections}
