"""Create the state folder, private to its owner."""

from pathlib import Path

from app.domain.errors import ConfigurationError


def make_state_folder(folder: Path) -> None:
    """Create it and its missing parents, accessible only to the owner; existing folders are left unchanged.

    Raises ConfigurationError if that is not possible.
    """
    try:
        for one in (*reversed(folder.parents), folder):
            if not one.exists():
                one.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"COPYDESK_HOME: {folder} cannot be made ({error.strerror}): name a folder that you may write in"
        ) from error
