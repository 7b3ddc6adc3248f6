"""The folder of what Copydesk keeps, and the folders above it that are not there yet: ours alone."""

from pathlib import Path

from app.domain.errors import ConfigurationError


def make_state_folder(folder: Path) -> None:
    """Make it and what is missing above it, open to nobody else; what is there stays as it is.

    Raises ConfigurationError where that cannot be.
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
