"""Scores of a document: detectors, AEO checks, suppressions."""
