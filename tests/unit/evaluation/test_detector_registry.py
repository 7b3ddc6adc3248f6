from importlib.metadata import EntryPoint

import pytest

from app.content import read_text
from app.domain.errors import ConfigurationError, ProviderUnavailable, UnknownPlugin
from app.domain.policy import DetectorPolicy
from app.domain.scores import Abstained
from app.evaluation import detector_registry
from app.evaluation.detector import Detector, DetectorInfo
from app.evaluation.detector_registry import build_detectors, known_detectors
from app.evaluation.guard import GuardedDetector
from app.platform.plugins import DETECTORS


class Failing:
    info = DetectorInfo("failing", "1", frozenset(), 0, "")

    def __init__(self, error):
        self.error = error

    def score(self, document):
        raise self.error


def not_a_detector():
    return object()


@pytest.fixture
def broken_plug_in(monkeypatch):
    point = EntryPoint("broken", "tests.nowhere:build", DETECTORS.group)
    monkeypatch.setattr(detector_registry, "_installed", lambda: {"broken": point})


def test_the_shipped_detector_is_built_by_name():
    detectors = build_detectors(DetectorPolicy())

    assert list(detectors) == ["copydesk"]
    assert isinstance(detectors["copydesk"], Detector)
    assert detectors["copydesk"].info.name == "copydesk"


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownPlugin, match=r"'nobody'.*copydesk"):
        build_detectors(DetectorPolicy(use=("nobody",)))


def test_a_broken_plug_in_is_left_out(broken_plug_in):
    assert list(build_detectors(DetectorPolicy(use=("copydesk", "broken")))) == ["copydesk"]
    assert "broken" in known_detectors()


def test_a_broken_plug_in_that_is_required_stops_the_start(broken_plug_in):
    with pytest.raises(ConfigurationError, match="'broken'"):
        build_detectors(DetectorPolicy(required=("broken",)))


def test_a_plug_in_of_the_wrong_shape_is_left_out(monkeypatch):
    point = EntryPoint("odd", f"{__name__}:not_a_detector", DETECTORS.group)
    monkeypatch.setattr(EntryPoint, "load", lambda self: not_a_detector)
    monkeypatch.setattr(detector_registry, "_installed", lambda: {"odd": point})

    assert build_detectors(DetectorPolicy(use=("odd",))) == {}


def test_a_detector_that_fails_abstains_and_says_so():
    guarded = GuardedDetector(Failing(ZeroDivisionError("by zero")), name="failing")

    answer = guarded.score(read_text("Some text."))

    assert isinstance(answer, Abstained)
    assert answer.code == "failed"
    assert "by zero" in answer.reason


def test_a_required_detector_asks_for_a_retry_when_its_provider_is_down():
    guarded = GuardedDetector(Failing(ProviderUnavailable("down")), name="failing", is_required=True)

    with pytest.raises(ProviderUnavailable):
        guarded.score(read_text("Some text."))


def test_an_optional_detector_abstains_when_its_provider_is_down():
    guarded = GuardedDetector(Failing(ProviderUnavailable("down")), name="failing")

    assert guarded.score(read_text("Some text.")).code == "failed"
