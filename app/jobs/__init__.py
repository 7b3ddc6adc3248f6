"""Delivery without Celery: claim, run, retry, dead_letter, sweep. `app.tasks` only rings the bell."""
