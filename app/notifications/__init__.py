"""Webhooks and channels: every message is a row and a job before it is sent."""
