"""Whether a name in a policy or an option is that of an installed plug-in that can be loaded."""

from app.domain.errors import UnknownPlugin
from app.platform.plugins import PROVIDERS, REWRITERS

NLI = "nli"
"""The one check of a rewrite that is not a language model."""


def check_rewriter(name: str) -> str:
    """The name as it is: a rewriter, `PROVIDER:MODEL`, or a provider alone.

    Raises UnknownPlugin, and ConfigurationError for a package that cannot be loaded.
    """
    if name in REWRITERS.names():
        REWRITERS.check(name)
        return name
    return _of_provider(name, noun="rewriter", besides=REWRITERS.names())


def check_further_check(name: str) -> str:
    """The name as it is: `nli`, `PROVIDER:MODEL`, or a provider alone.

    Raises UnknownPlugin, and ConfigurationError for a package that cannot be loaded.
    """
    return name if name == NLI else _of_provider(name, noun="check", besides=(NLI,))


def check_model(name: str) -> str:
    """The name as it is: `PROVIDER:MODEL`, or a provider alone.

    Raises UnknownPlugin, and ConfigurationError for a package that cannot be loaded.
    """
    return _of_provider(name, noun="model", besides=())


def _of_provider(name: str, *, noun: str, besides: tuple[str, ...]) -> str:
    provider, colon, model = name.partition(":")
    providers = PROVIDERS.names()
    if provider not in providers:
        known = (*besides, *(f"{one}:MODEL" for one in providers))
        raise UnknownPlugin(f"there is no {noun} {name!r}{PROVIDERS.hint(name, known)}")
    PROVIDERS.check(provider)
    if colon and (not model or any(character.isspace() for character in model)):
        raise UnknownPlugin(
            f"{name!r} names no model: write {provider}:MODEL, or {provider} alone for its default"
        )
    return name
