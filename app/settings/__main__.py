"""`python -m app.settings` prints the reference page."""

import sys

from app.settings.reference import reference

sys.stdout.write(reference())
