"""The registry of detectors: built-ins in the list below, others by entry point."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import EntryPoint

from app.domain.errors import ConfigurationError, UnknownPlugin
from app.domain.policy import DetectorLine, DetectorPolicy
from app.evaluation.detector import Detector
from app.evaluation.detectors.outside import OutsideWorld, commercial, llm_judge, zero_shot
from app.evaluation.guard import GuardedDetector
from app.platform.plugins import DETECTORS, load

SHIPPED = "copydesk"


BUILT_IN: Mapping[str, Callable[[OutsideWorld], Detector]] = {
    "fast-detect-gpt": partial(zero_shot, "fast-detect-gpt"),
    "binoculars": partial(zero_shot, "binoculars"),
    "gptzero": partial(commercial, "gptzero"),
    "pangram": partial(commercial, "pangram"),
    "originality": partial(commercial, "originality"),
    "copyleaks": partial(commercial, "copyleaks"),
    "sapling": partial(commercial, "sapling"),
    "llm-judge": llm_judge,
}


def known_detectors() -> tuple[str, ...]:
    """Every name that `build_detectors` accepts, sorted."""
    return tuple(sorted({SHIPPED, *BUILT_IN, *_installed()}))


def build_detectors(policy: DetectorPolicy, *, world: OutsideWorld | None = None) -> dict[str, Detector]:
    """Build the detectors that a policy uses and requires, in its order.

    `world` supplies the keys and models that detectors other than our own need.

    Raises UnknownPlugin for an unknown name, ConfigurationError where a built-in or a required detector
    cannot be built. A broken plug-in that is not required is logged and left out.
    """
    known_world = OutsideWorld() if world is None else world
    installed = _installed()
    detectors: dict[str, Detector] = {}
    for name in dict.fromkeys((*policy.use, *policy.required)):
        is_required = name in policy.required
        built: Detector | None
        if name == SHIPPED:
            built = _shipped(policy.line)
        elif name in BUILT_IN:
            built = BUILT_IN[name](known_world)
        elif name in installed:
            built = _plug_in(installed[name], is_required=is_required)
        else:
            raise UnknownPlugin(f"there is no detector {name!r}{DETECTORS.hint(name, known_detectors())}")
        if built is not None:
            detectors[name] = GuardedDetector(built, name=name, is_required=is_required)
    return detectors


def _shipped(line: DetectorLine) -> Detector:
    from app.evaluation.detectors.copydesk import build

    return build(line=line)


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in DETECTORS.points()}


def _plug_in(point: EntryPoint, *, is_required: bool) -> Detector | None:
    """Anything may go wrong in foreign code; if the detector is required, startup fails."""
    try:
        detector = load(point, noun=DETECTORS.noun)()
        if not isinstance(detector, Detector):
            raise TypeError(f"{point.value} returned a {type(detector).__name__} without `info` and `score`")
    except Exception as error:
        if is_required:
            raise ConfigurationError(
                f"The required detector {point.name!r} ({point.value}) cannot be built: {error}. "
                "Fix or upgrade its package, or stop requiring it in the policy."
            ) from error
        import structlog  # half of a short check's imports, and rarely wanted

        structlog.get_logger(__name__).warning(
            "detector.left_out", detector=point.name, entry_point=point.value, error=str(error)
        )
        return None
    return detector
