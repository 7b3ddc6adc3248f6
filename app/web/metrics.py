"""The metrics for Prometheus; like everything here, they need a token, one that may operate."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.observability.metrics import CONTENT_TYPE, MetricsPage
from app.web.people import METRICS, Operator
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)


def metrics_page(services: Services) -> MetricsPage:
    """One per process: it remembers the sums of old rows. It includes the counters of workers that do not
    serve their own."""
    return MetricsPage(services, with_workers=services.settings.metrics_port == 0)


@router.get(METRICS)
def show_metrics(request: Request, _person: Operator) -> Response:
    page: MetricsPage = request.app.state.metrics
    return Response(page.text(), media_type=CONTENT_TYPE)
