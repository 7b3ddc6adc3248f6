"""Before the first row is asked for: the schema is there, or a sentence says what makes it so."""

from app.config.settings import Settings
from app.db.migrate import standing, upgrade
from app.domain.errors import ConfigurationError
from app.platform.paths import make_state_folder


def prepare_database(settings: Settings) -> None:
    """The embedded database is made and brought up to date; a shared one only when a person says so.

    Raises ConfigurationError where a shared database has an older schema than this version needs.
    """
    is_embedded = settings.database_url.startswith("sqlite")
    if is_embedded:
        make_state_folder(settings.state_dir)
    if (stands := standing(settings.database_url)).is_served:
        return
    if not is_embedded:
        raise ConfigurationError(f"{stands}: run `copydesk db upgrade` first")
    upgrade(settings.database_url)
