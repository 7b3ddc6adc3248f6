"""`copydesk.toml`: found upwards from a text, read, checked with line numbers, merged into a `Policy`."""

from app.config.policy_file.loading import FILE_NAME, PolicyFile, find_policy_file, is_excluded, policy_for

__all__ = ["FILE_NAME", "PolicyFile", "find_policy_file", "is_excluded", "policy_for"]
