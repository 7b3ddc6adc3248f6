"""Sapling: POST /api/v1/aidetect."""

from decimal import Decimal

import httpx

from app.domain.errors import ReplyUnusable
from app.domain.scores import Confidence, Label
from app.evaluation.detectors.commercial.http import dollars, request_json, share
from app.evaluation.detectors.commercial.opinion import Opinion, found_in_order

URL = "https://api.sapling.ai/api/v1/aidetect"
PRICE_PER_CHARACTER = Decimal("0.000005")
"""5 US dollars for a million characters."""
AI_FROM, HUMAN_TO = 0.8, 0.2
"""Sapling gives a probability and no label; these are the limits its own integrations use."""


class Sapling:
    name = "sapling"
    min_words = 50
    max_characters = 50_000
    languages = frozenset[str]()

    def __init__(self, api_key: str, *, client: httpx.Client, price: Decimal = PRICE_PER_CHARACTER) -> None:
        self._key = api_key
        self._client = client
        self._price = price

    def price_of(self, text: str) -> Decimal:
        return dollars(len(text), self._price)

    def ask(self, text: str) -> Opinion:
        response = request_json(
            self._client,
            "POST",
            URL,
            service="Sapling",
            body={"key": self._key, "text": text, "sent_scores": True},
        )
        probability = share(response.get("score"), service="Sapling", name="score")
        sentences = response.get("sentence_scores") or []
        if not isinstance(sentences, list):
            raise ReplyUnusable("Sapling answered sentence_scores that are no list.")
        return Opinion(
            label=_label(probability),
            probability=probability,
            confidence=Confidence.MEDIUM if _label(probability) is not Label.MIXED else Confidence.LOW,
            version=str(response.get("version", "unknown")),
            cost=self.price_of(text),
            passages=found_in_order(
                text,
                [
                    (
                        str(one.get("sentence", "")),
                        share(one.get("score"), service="Sapling", name="sentence score"),
                    )
                    for one in sentences
                ],
            ),
        )


def _label(probability: float) -> Label:
    if probability >= AI_FROM:
        return Label.AI
    return Label.HUMAN if probability <= HUMAN_TO else Label.MIXED
