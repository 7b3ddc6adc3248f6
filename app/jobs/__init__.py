"""The job engine, without Celery: claim, run, retry, dead-letter, sweep. `app.tasks` only wakes it up."""
