"""Findings on their way out: ignored, known, changed; as SARIF, annotations and JSON. Pure functions."""
