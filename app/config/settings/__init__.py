"""What the environment decides, read once and checked before anything starts."""

from app.config.settings.child_environ import child_environ
from app.config.settings.load import load_settings
from app.config.settings.model import Settings

__all__ = ["Settings", "child_environ", "load_settings"]
