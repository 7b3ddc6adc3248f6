"""The variables that the installed model providers declare."""

from collections.abc import Iterator

from app.config.settings.field import setting_fields
from app.config.settings.model import Settings
from app.config.settings.variable import DeclaresVariables, Variable
from app.domain.errors import ConfigurationError
from app.platform.plugins import PROVIDERS


def provider_variables() -> tuple[Variable, ...]:
    """Of every provider that can be loaded, by the provider's name.

    A broken provider that no policy names stops nothing; a policy that names it is refused with the reason.
    """
    return tuple(variable for name in PROVIDERS.names() for variable in _declared(name))


def broken_providers() -> tuple[str, ...]:
    """Providers that cannot be loaded: which variables they declare is unknown."""
    return tuple(name for name in PROVIDERS.names() if _loaded(name) is None)


def shipped_variables() -> Iterator[Variable]:
    """Of the providers in this package alone, for the reference page."""
    for name in sorted({point.name for point in PROVIDERS.points() if point.module.startswith("app.")}):
        yield from _declared(name)


def secret_values(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every secret that is set, by its variable's name."""
    for spec in setting_fields(settings):
        value = getattr(settings, spec.name)
        if spec.metadata["secret"] and isinstance(value, str):
            yield spec.metadata["name"], value
    for one in provider_variables():
        value = settings.provider_settings.get(one.name)
        if one.secret and isinstance(value, str):
            yield one.name, value


def _declared(name: str) -> tuple[Variable, ...]:
    provider = _loaded(name)
    return () if provider is None else provider.variables


def _loaded(name: str) -> DeclaresVariables | None:
    try:
        found = PROVIDERS.load(name)
    except ConfigurationError:
        return None
    variables = getattr(found, "variables", None)
    is_provider = isinstance(variables, tuple) and all(isinstance(one, Variable) for one in variables)
    return found if is_provider else None
