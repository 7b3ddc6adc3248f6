"""`python -m app.config.settings` prints the reference page."""

import sys

from app.config.settings.reference import reference

sys.stdout.write(reference())
