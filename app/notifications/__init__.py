"""Notify people and other programs: every message is a row and a job before it is sent."""
