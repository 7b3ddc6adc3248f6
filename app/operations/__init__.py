"""Operators' tasks: diagnose, inspect, back up, clean up. Nothing here needs Celery."""
