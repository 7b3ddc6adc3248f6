"""`copydesk health`: ask a worker of each queue whether it can run jobs."""

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.console import emit_json, say, table
from app.cli.desk_access import pipeline_is_reachable
from app.cli.parameters import AsJson, NoBroker

if TYPE_CHECKING:
    from app.config.settings import Settings

QUEUES = ("evaluation", "rewrite", "escalation", "celery")
TASK = "tasks.health_check"
LOOK_EVERY_SECONDS = 0.05


def register(app: typer.Typer) -> None:
    app.command()(health)


def health(
    *,
    deadline: Annotated[
        float,
        typer.Option(
            "--deadline", metavar="SECONDS", min=0.1, help="How long to wait for all answers in total."
        ),
    ] = 15.0,
    no_broker: NoBroker = False,
    as_json: AsJson = False,
) -> None:
    """Ask each queue for its health; exit code 1 if one is unhealthy or does not answer."""
    from app.config.settings import load_settings
    from app.observability.logs import configure_logs

    settings = load_settings()
    configure_logs(level="critical", log_format=settings.log_format)
    in_process = no_broker or not settings.celery_enabled
    answers = {"this process": _own_health(settings)} if in_process else _ask(settings, deadline)
    is_well = all(answer["ok"] for answer in answers.values())
    if as_json:
        emit_json("copydesk.health/1", ok=is_well, queues=answers)
    else:
        _print(answers)
        say("all is well" if is_well else "not well", style="green" if is_well else "red")
    raise typer.Exit(0 if is_well else 1)


def _print(answers: Mapping[str, Mapping[str, Any]]) -> None:
    rows = [
        (
            queue,
            check["name"],
            "ok" if check["is_ok"] else "failed",
            f"{check['latency_ms']:.0f} ms",
            check["detail"],
        )
        for queue, answer in answers.items()
        for check in answer["checks"]
    ]
    table(("queue", "check", "answer", "took", "detail"), rows, right={3})


def _own_health(settings: "Settings") -> dict[str, Any]:
    from app.operations.health import report
    from app.workflow.bootstrap import build_services

    services = build_services(settings)
    try:
        return report(services, ping_broker=lambda: "not used")
    finally:
        services.close()


def _ask(settings: "Settings", deadline: float) -> dict[str, dict[str, Any]]:
    """Each queue's answer; a queue that cannot be asked, or does not answer, gets a failed check."""
    if not pipeline_is_reachable(settings):
        return {queue: _silence("no pipeline is running: start it with `copydesk up`") for queue in QUEUES}
    from app.domain.errors import BrokerUnavailable
    from celery_worker.asking import broker_unavailable, check_broker
    from celery_worker.build import make_celery

    app = make_celery(settings)
    try:
        check_broker(settings, app)
    except BrokerUnavailable as error:
        return {queue: _silence(str(error)) for queue in QUEUES}
    asked: dict[str, Any] = {}
    answers: dict[str, dict[str, Any]] = {}
    for queue in QUEUES:
        try:
            asked[queue] = app.send_task(TASK, queue=queue, expires=deadline, retry=False)
        except Exception as error:  # noqa: BLE001 - whatever the broker's library raises, it cannot be reached
            answers[queue] = _silence(broker_unavailable(settings, error))
    _collect(asked, answers, deadline)
    return {queue: answers[queue] for queue in QUEUES}


def _collect(asked: dict[str, Any], answers: dict[str, dict[str, Any]], deadline: float) -> None:
    until = time.monotonic() + deadline
    while asked and time.monotonic() < until:
        for queue in _ready(asked):
            result = asked.pop(queue)
            answers[queue] = (
                result.result
                if result.successful()
                else _silence(f"the check itself failed: {result.result}")
            )
        time.sleep(LOOK_EVERY_SECONDS)
    for queue, result in asked.items():
        result.forget()
        answers[queue] = _silence(
            f"no answer within {deadline:g} s: no worker serves this queue, or all are busy"
        )


def _ready(asked: Mapping[str, Any]) -> Iterable[str]:
    return [queue for queue, result in asked.items() if result.ready()]


def _silence(why: str) -> dict[str, Any]:
    return {"ok": False, "checks": [{"name": "answer", "is_ok": False, "detail": why, "latency_ms": 0.0}]}
