"""The names of budgets: whose spending they add up, and for how long."""

from datetime import datetime


def house_month(when: datetime) -> str:
    """Of all projects together in this calendar month (UTC): `month:2026-11`."""
    return f"month:{when:%Y-%m}"


def project_month(when: datetime, project_id: str) -> str:
    """Of one project in this calendar month; with an empty id, of calls that belong to none."""
    return f"{house_month(when)}:project:{project_id}"
