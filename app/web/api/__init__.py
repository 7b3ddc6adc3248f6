"""The API, version 1: JSON for programs, problem details for errors, cursors for lists."""

from fastapi import APIRouter

from app.web.api import (
    accounts,
    case_work,
    cases,
    channels,
    check,
    compare,
    dead_letters,
    events,
    exports,
    figures,
    me,
    operations,
    submissions,
    texts,
    webhooks,
)
from app.web.api.common import PROBLEMS

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
PARTS = (
    check,
    submissions,
    texts,
    compare,
    events,
    exports,
    cases,
    case_work,
    figures,
    dead_letters,
    me,
    channels,
    webhooks,
    accounts,
    operations,
)
for part in PARTS:
    router.include_router(part.router)
router.include_router(accounts.projects)
