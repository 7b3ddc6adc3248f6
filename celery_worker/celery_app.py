"""The worker's entry: `celery -A celery_worker.celery_app worker|beat|call|inspect|purge|flower ...`."""

from app.config.settings import load_settings
from app.domain.errors import ConfigurationError
from celery_worker.broker_guard import guard_broker
from celery_worker.build import make_celery
from celery_worker.signals import connect

try:
    settings = load_settings()
    app = make_celery(settings)
except ConfigurationError as error:
    # Operators get one sentence instead of the traceback that Celery would print.
    raise SystemExit(f"copydesk: {error}") from None
connect(app, settings)
guard_broker(app, settings)
