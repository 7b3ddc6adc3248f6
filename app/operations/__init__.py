"""What operators do: examine, look, back up, clean up. Nothing here needs Celery."""
