"""The job engine: claim, run, retry, dead-letter, sweep. It knows no feature."""
