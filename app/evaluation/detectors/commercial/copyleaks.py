"""Copyleaks: log in for a token of 48 hours, then POST /v2/writer-detector/{scan}/check."""

import math
from collections.abc import Callable
from decimal import Decimal
from threading import Lock
from typing import Any

import httpx

from app.domain.errors import ReplyUnusable
from app.domain.scores import Confidence, Label
from app.evaluation.detectors.commercial.http import dollars, request_json, share
from app.evaluation.detectors.commercial.opinion import FlaggedPassage, Opinion

LOGIN = "https://id.copyleaks.com/v3/account/login/api"
CHECK = "https://api.copyleaks.com/v2/writer-detector/{scan}/check"
PRICE_PER_CREDIT = Decimal("0.0133")
"""15.99 US dollars a month for 1,200 credits; a credit is 250 words or a part of them."""
WORDS_PER_CREDIT = 250
TOKEN_SECONDS = 47 * 3600
_AI, _HUMAN = 2, 1


class Copyleaks:
    name = "copyleaks"
    min_words = 60
    """255 characters at least, by its documentation."""
    max_characters = 25_000
    languages = frozenset[str]()

    def __init__(
        self,
        api_key: str,
        *,
        email: str,
        client: httpx.Client,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        price: Decimal = PRICE_PER_CREDIT,
    ) -> None:
        """`clock` in seconds; `new_id` makes a scan id of 3 to 36 letters and digits."""
        self._key, self._email = api_key, email
        self._client, self._clock, self._new_id = client, clock, new_id
        self._price = price
        self._lock = Lock()
        self._token: tuple[str, float] | None = None

    def price_of(self, text: str) -> Decimal:
        return dollars(math.ceil(len(text.split()) / WORDS_PER_CREDIT), self._price)

    def ask(self, text: str) -> Opinion:
        response = request_json(
            self._client,
            "POST",
            CHECK.format(scan=self._new_id()),
            service="Copyleaks",
            headers={"authorization": f"Bearer {self._bearer()}"},
            body={"text": text, "sandbox": False},
        )
        try:
            machine = share(response["summary"]["ai"], service="Copyleaks", name="summary.ai")
            passages = tuple(_passages(response["results"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ReplyUnusable(f"Copyleaks' answer has no usable summary and results: {error!r}.") from error
        charged = (response.get("scannedDocument") or {}).get("actualCredits")
        return Opinion(
            label=Label.AI if machine >= 0.9 else Label.HUMAN if machine <= 0.1 else Label.MIXED,
            probability=machine,
            confidence=Confidence.HIGH if machine in {0.0, 1.0} else Confidence.MEDIUM,
            version=str(response.get("modelVersion", "unknown")),
            cost=dollars(charged, self._price) if isinstance(charged, int | float) else self.price_of(text),
            passages=passages,
        )

    def _bearer(self) -> str:
        with self._lock:
            if self._token is None or self._clock() >= self._token[1]:
                response = request_json(
                    self._client,
                    "POST",
                    LOGIN,
                    service="Copyleaks",
                    body={"email": self._email, "key": self._key},
                    is_paid=False,
                )
                token = response.get("access_token")
                if not isinstance(token, str):
                    raise ReplyUnusable("Copyleaks' login answered without an access_token.")
                self._token = (token, self._clock() + TOKEN_SECONDS)
            return self._token[0]


def _passages(results: list[dict[str, Any]]) -> list[FlaggedPassage]:
    found = []
    for result in results:
        is_machine = result["classification"] == _AI
        chance = share(result.get("probability", 1), service="Copyleaks", name="probability")
        for match in result.get("matches", ()):
            chars = match["text"]["chars"]
            for start, length in zip(chars["starts"], chars["lengths"], strict=True):
                found.append(FlaggedPassage(start, start + length, chance if is_machine else 1 - chance))
    return sorted(found, key=lambda passage: passage.start)
