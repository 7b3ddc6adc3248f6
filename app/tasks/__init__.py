"""Celery tasks: thin shells that consume wakeups."""
