"""Deduplication keys: equal keys mean the same work."""

import hashlib


def digest(*parts: str) -> str:
    """SHA-256 over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def fingerprint(source: str) -> str:
    """Identifies a text, whoever submitted it."""
    return digest(source)


def submission_key(project: str, external_id: str, source: str, policy_version: str, run_id: str) -> str:
    """Equal for the same text of the same content item under the same policy within one run."""
    return digest("submission", project, external_id, fingerprint(source), policy_version, run_id)


def job_key(task_name: str, *parts: str) -> str:
    """Equal for the same step of the same submission, however often it is requested."""
    return digest("work", task_name, *parts)
