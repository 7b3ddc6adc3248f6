"""Bodies over the limit are refused before they are read, with a sentence instead of two words."""

from fastapi.responses import PlainTextResponse
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import problem


class BodyLimit:
    """Wraps the app. `most` is in bytes, of a whole request."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = RequestBodyLimitMiddleware(app, max_body_size=most)
        self._detail = (
            f"the request has more than {most:,} bytes: split the text, or raise COPYDESK_MAX_CONTENT_BYTES"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_refused = False

        async def send_explained(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start" and message["status"] == 413:
                is_refused = True
                await self._refusal(scope)(scope, receive, send)
            elif not is_refused:
                await send(message)

        await self._app(scope, receive, send_explained)

    def _refusal(self, scope: Scope) -> ASGIApp:
        if scope["path"].startswith("/api/"):
            return problem(413, self._detail, kind="urn:copydesk:too-large")
        return PlainTextResponse(f"This is too large: {self._detail}.", 413)
