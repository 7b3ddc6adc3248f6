"""Findings on their way out: baselines, changes, SARIF, annotations, JSON."""
