"""The API, version 1: JSON for programs, problem details for errors, cursors for lists."""

from fastapi import APIRouter

from app.web.api import cases, compare, dead_letters, events, exports, me, submissions, texts, webhooks
from app.web.api.common import PROBLEMS

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
for part in (submissions, texts, compare, events, exports, cases, dead_letters, me, webhooks):
    router.include_router(part.router)
