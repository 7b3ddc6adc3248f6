"""`copydesk metrics`: the metrics for Prometheus, printed, or served where no web process does."""

import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(metrics)


def metrics(
    *,
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", min=0, max=65_535, help="Serve them on this port until Ctrl-C."
        ),
    ] = 0,
    with_workers: Annotated[
        bool,
        typer.Option("--with-workers", help="Add the counters of the workers that share COPYDESK_HOME."),
    ] = False,
) -> None:
    """Print the metrics once, or serve them: gauges from the database and, on request, workers' counters."""
    from app.cli.console import note
    from app.config.settings import load_settings
    from app.observability.logs import configure_logs
    from app.observability.metrics import MetricsPage
    from app.workflow.bootstrap import build_services

    settings = load_settings()
    configure_logs(level="critical", log_format="console")
    services = build_services(settings)
    try:
        page = MetricsPage(services, with_workers=with_workers)
        if not port:
            sys.stdout.write(page.text().decode())
            return
        from prometheus_client import start_http_server

        _, thread = start_http_server(port, addr=settings.metrics_host, registry=page.registry)
        note(f"serving http://{settings.metrics_host}:{port}/metrics until Ctrl-C")
        thread.join()
    finally:
        services.close()
