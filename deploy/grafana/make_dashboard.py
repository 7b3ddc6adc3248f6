"""Write the Grafana dashboard: `python make_dashboard.py > dashboards/copydesk.json`, here."""

import json
import sys
from typing import Any

Q = 'queue=~"$queue"'
SECONDS = "copydesk_work_seconds_bucket"
BY_QUEUE = "sum by (queue) (max by (queue, priority) ({name}{{" + Q + "}}))"
ROWS: list[tuple[str, list[tuple[str, str, str, list[tuple[str, str]]]]]] = [
    (
        "Backlog",
        [
            (
                "stat",
                "Oldest urgent job",
                "s",
                [(f'max(copydesk_work_oldest_seconds{{priority="urgent",{Q}}})', "age")],
            ),
            (
                "stat",
                "Waiting",
                "short",
                [("sum(max by (queue, priority) (copydesk_work_waiting))", "jobs")],
            ),
            (
                "stat",
                "Dead letters",
                "short",
                [("sum(max by (queue, priority) (copydesk_work_dead))", "jobs")],
            ),
            ("stat", "Since the last sweep", "s", [("max(copydesk_sweep_lag_seconds)", "lag")]),
            (
                "stat",
                "Overdue cases",
                "short",
                [("sum(max by (priority) (copydesk_cases_overdue))", "cases")],
            ),
            ("stat", "Budget left", "currencyUSD", [("min(copydesk_budget_left_usd)", "left")]),
        ],
    ),
    (
        "Queues",
        [
            (
                "timeseries",
                "Waiting by queue",
                "short",
                [(BY_QUEUE.format(name="copydesk_work_waiting"), "{{queue}}")],
            ),
            (
                "timeseries",
                "Waiting by priority",
                "short",
                [
                    (
                        f"sum by (priority) (max by (queue, priority) (copydesk_work_waiting{{{Q}}}))",
                        "{{priority}}",
                    )
                ],
            ),
            (
                "timeseries",
                "Age of the oldest job",
                "s",
                [
                    (
                        f"max by (queue, priority) (copydesk_work_oldest_seconds{{{Q}}})",
                        "{{queue}} {{priority}}",
                    )
                ],
            ),
            (
                "timeseries",
                "Running",
                "short",
                [(BY_QUEUE.format(name="copydesk_work_running"), "{{queue}}")],
            ),
            (
                "timeseries",
                "Postponed",
                "short",
                [(BY_QUEUE.format(name="copydesk_work_postponed"), "{{queue}}")],
            ),
        ],
    ),
    (
        "Attempts",
        [
            (
                "timeseries",
                "Attempts by outcome",
                "ops",
                [(f"sum by (outcome) (rate(copydesk_work_ended_total{{{Q}}}[5m]))", "{{outcome}}")],
            ),
            (
                "timeseries",
                "Crashed processes",
                "short",
                [(f"sum by (queue) (increase(copydesk_work_lost_total{{{Q}}}[5m]))", "{{queue}}")],
            ),
            (
                "timeseries",
                "Texts without a detector score",
                "short",
                [
                    (
                        "sum by (detector, code) (increase(copydesk_detector_abstained_total[5m]))",
                        "{{detector}} {{code}}",
                    )
                ],
            ),
            (
                "timeseries",
                "Duration of attempts",
                "s",
                [
                    (
                        f"histogram_quantile({share}, sum by (le, task) (rate({SECONDS}[5m])))",
                        f"{{{{task}}}} p{int(share * 100)}",
                    )
                    for share in (0.5, 0.99)
                ],
            ),
        ],
    ),
    (
        "Texts and people",
        [
            (
                "timeseries",
                "Submissions",
                "short",
                [("max by (status) (copydesk_submissions)", "{{status}}")],
            ),
            (
                "timeseries",
                "Verdicts per hour",
                "short",
                [("max by (verdict) (increase(copydesk_evaluations_total[1h]))", "{{verdict}}")],
            ),
            (
                "timeseries",
                "Median measured score",
                "short",
                [("histogram_quantile(0.5, max by (le) (rate(copydesk_aeo_score_bucket[1h])))", "median")],
            ),
            (
                "timeseries",
                "Open cases",
                "short",
                [("max by (priority) (copydesk_cases_open)", "{{priority}}")],
            ),
        ],
    ),
    (
        "Models",
        [
            (
                "timeseries",
                "Calls",
                "ops",
                [
                    (
                        "max by (provider, model, state) (rate(copydesk_llm_calls_total[5m]))",
                        "{{model}} {{state}}",
                    )
                ],
            ),
            (
                "timeseries",
                "Tokens",
                "short",
                [("max by (model, kind) (rate(copydesk_llm_tokens_total[5m]))", "{{model}} {{kind}}")],
            ),
            (
                "timeseries",
                "US dollars per hour",
                "currencyUSD",
                [("max by (model) (increase(copydesk_llm_cost_usd_total[1h]))", "{{model}}")],
            ),
        ],
    ),
]
SOURCE = {"type": "prometheus", "uid": "prometheus"}


def dashboard() -> dict[str, Any]:
    """Grafana's dashboard format, schema version 39."""
    panels: list[dict[str, Any]] = []
    top = 0
    for title, members in ROWS:
        panels.append(
            {
                "type": "row",
                "title": title,
                "id": len(panels) + 1,
                "gridPos": {"x": 0, "y": top, "w": 24, "h": 1},
            }
        )
        top += 1
        width = 24 // len(members) if members[0][0] == "stat" else 8
        height = 4 if members[0][0] == "stat" else 8
        for index, panel in enumerate(members):
            per_line = 24 // width
            position = {
                "x": index % per_line * width,
                "y": top + index // per_line * height,
                "w": width,
                "h": height,
            }
            panels.append(_panel(len(panels) + 1, panel, position=position))
        top += -(-len(members) // (24 // width)) * height
    return {
        "uid": "copydesk",
        "title": "Copydesk",
        "tags": ["copydesk"],
        "timezone": "utc",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_queue_variable()]},
        "panels": panels,
    }


def _panel(
    number: int, panel: tuple[str, str, str, list[tuple[str, str]]], *, position: dict[str, int]
) -> dict[str, Any]:
    kind, name, unit, queries = panel
    targets = [
        {"refId": chr(65 + index), "datasource": SOURCE, "expr": query, "legendFormat": legend}
        for index, (query, legend) in enumerate(queries)
    ]
    return {
        "id": number,
        "type": kind,
        "title": name,
        "datasource": SOURCE,
        "gridPos": position,
        "targets": targets,
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
    }


def _queue_variable() -> dict[str, Any]:
    return {
        "name": "queue",
        "type": "query",
        "datasource": SOURCE,
        "query": "label_values(copydesk_work_waiting, queue)",
        "refresh": 2,
        "multi": True,
        "includeAll": True,
        "current": {"text": "All", "value": "$__all"},
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(dashboard(), indent=1) + "\n")
