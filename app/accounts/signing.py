"""The key that signs approval links, single sign-on requests and the marks of known browsers."""

from app.config.settings import Settings
from app.platform.key_file import kept_key

KEY_FILE = "desk.key"


def signing_key(settings: Settings) -> str:
    """The key from the settings, or one that is generated once and kept in the state folder."""
    if settings.secret_key is not None:
        return settings.secret_key
    return kept_key(settings.state_dir / KEY_FILE)
