"""Ensure that the database schema is current, or say how to make it so."""

from app.config.settings import Settings
from app.db.migrate import schema_status, upgrade
from app.domain.errors import ConfigurationError
from app.platform.paths import make_state_folder


def prepare_database(settings: Settings) -> None:
    """Create and upgrade an embedded database; check a shared one, which only a person upgrades.

    Raises ConfigurationError if a shared database has an older schema than this version needs.
    """
    is_embedded = settings.database_url.startswith("sqlite")
    if is_embedded:
        make_state_folder(settings.state_dir)
    if (status := schema_status(settings.database_url)).is_served:
        return
    if not is_embedded:
        raise ConfigurationError(f"{status}: run `copydesk db upgrade` first")
    upgrade(settings.database_url)
