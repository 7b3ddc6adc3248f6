"""Delivery without Celery: claim, run, retry, bury, sweep. `app.tasks` only rings the bell."""
