import json
from decimal import Decimal

import httpx
import pytest
import respx

from app.content import read_text
from app.domain.errors import (
    ConfigurationError,
    OutcomeUnknown,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
    ReplyUnusable,
)
from app.domain.policy import DetectorPolicy
from app.domain.scores import Abstained, Confidence, Label
from app.evaluation.detector_registry import build_detectors
from app.evaluation.detectors.commercial.copyleaks import Copyleaks
from app.evaluation.detectors.commercial.detector import CommercialDetector
from app.evaluation.detectors.commercial.gptzero import GptZero
from app.evaluation.detectors.commercial.originality import Originality
from app.evaluation.detectors.commercial.pangram import Pangram
from app.evaluation.detectors.commercial.sapling import Sapling

FIRST = "The harbour was quiet before the first boats came in."
SECOND = "Nobody had told the keeper that the light would be switched off."
TEXT = " ".join([FIRST, SECOND] * 6)
DOCUMENT = read_text(TEXT)

GPTZERO = "https://api.gptzero.me/v2/predict/text"
SAPLING = "https://api.sapling.ai/api/v1/aidetect"
ORIGINALITY = "https://api.originality.ai/api/v3/scan"
PANGRAM = "https://text.external-api.pangram.com/task"
LOGIN = "https://id.copyleaks.com/v3/account/login/api"
CHECK = "https://api.copyleaks.com/v2/writer-detector/scan-1/check"


@pytest.fixture
def wire():
    with respx.mock(assert_all_called=False) as mocked:
        yield mocked


@pytest.fixture
def client():
    with httpx.Client() as opened:
        yield opened


def sent(route, call=0):
    return json.loads(route.calls[call].request.content)


def gptzero_answer(**changed):
    document = {
        "predicted_class": "ai",
        "confidence_category": "high",
        "class_probabilities": {"human": 0.02, "ai": 0.9, "mixed": 0.08},
        "sentences": [
            {"sentence": FIRST, "generated_prob": 0.97},
            {"sentence": SECOND, "generated_prob": 0.4},
        ],
    }
    return {"version": "2026-01-01-base", "documents": [document | changed]}


def test_gptzero_is_asked_and_read_as_documented(wire, client):
    route = wire.post(GPTZERO).respond(json=gptzero_answer())
    service = GptZero("key", client=client)

    score = CommercialDetector(service).score(DOCUMENT)

    assert route.calls[0].request.headers["x-api-key"] == "key"
    assert sent(route)["document"].startswith(FIRST)
    assert (score.label, score.confidence, score.version) == (Label.AI, Confidence.HIGH, "2026-01-01-base")
    assert score.probability == pytest.approx(0.94)
    assert [TEXT[w.span.start : w.span.end] for w in score.windows] == [FIRST, SECOND]
    assert service.ask(TEXT).cost == service.price_of(TEXT) == Decimal("0.00015") * len(TEXT.split())


def test_gptzero_without_documents_is_unusable(wire, client):
    wire.post(GPTZERO).respond(json={"error": "no"})

    with pytest.raises(ReplyUnusable, match="documents"):
        GptZero("key", client=client).ask(TEXT)


def test_sapling_is_asked_and_read_as_documented(wire, client):
    route = wire.post(SAPLING).respond(
        json={"score": 0.1, "sentence_scores": [{"score": 0.05, "sentence": FIRST}], "tokens": []}
    )

    opinion = Sapling("key", client=client).ask(TEXT)

    assert sent(route) == {"key": "key", "text": TEXT, "sent_scores": True}
    assert (opinion.label, opinion.probability) == (Label.HUMAN, 0.1)
    assert opinion.cost == Decimal("0.000005") * len(TEXT)


def test_originality_is_asked_for_nothing_but_the_ai_scan_and_stores_nothing(wire, client):
    route = wire.post(ORIGINALITY).respond(
        json={
            "results": {
                "credits": {"used": 2},
                "ai": {
                    "aiModel": "lite",
                    "classification": {"AI": 0, "Original": 1},
                    "confidence": {"AI": 0.03, "Original": 0.97},
                    "blocks": [{"text": FIRST, "result": {"fake": 0.1, "real": 0.9, "status": "success"}}],
                },
            }
        }
    )

    opinion = Originality("key", client=client).ask(TEXT)

    body = sent(route)
    assert route.calls[0].request.headers["x-oai-api-key"] == "key"
    assert (body["check_ai"], body["check_plagiarism"], body["storeScan"]) == (True, False, False)
    assert (opinion.label, opinion.probability, opinion.cost) == (Label.HUMAN, 0.03, Decimal("0.02"))


def test_pangram_is_waited_for(wire, client):
    waits = []
    submit = wire.post(PANGRAM).respond(json={"task_id": "t1"})
    wire.get(f"{PANGRAM}/t1").mock(
        side_effect=[
            httpx.Response(200, json={"stage": "STAGE_RUNNING"}),
            httpx.Response(503),
            httpx.Response(
                200,
                json={
                    "stage": "STAGE_SUCCESS",
                    "text": TEXT,
                    "version": "4.0",
                    "prediction_short": "Mixed",
                    "fraction_ai": 0.5,
                    "fraction_ai_assisted": 0.2,
                    "fraction_human": 0.3,
                    "windows": [
                        {
                            "start_index": 0,
                            "end_index": len(FIRST),
                            "ai_assistance_score": 0.9,
                            "confidence": "High",
                        }
                    ],
                },
            ),
        ]
    )

    opinion = Pangram("key", client=client, sleep=waits.append).ask(TEXT)

    assert sent(submit) == {"text": TEXT, "public_dashboard_link": False}
    assert (opinion.label, opinion.probability, opinion.confidence) == (Label.MIXED, 0.6, Confidence.HIGH)
    assert waits == [0.5, 1.0, 2.0]


def test_pangram_that_never_finishes_may_have_been_billed(wire, client):
    wire.post(PANGRAM).respond(json={"task_id": "t1"})
    wire.get(f"{PANGRAM}/t1").respond(json={"stage": "STAGE_RUNNING"})

    with pytest.raises(OutcomeUnknown, match="billed"):
        Pangram("key", client=client, sleep=lambda seconds: None).ask(TEXT)


def copyleaks(client, now):
    return Copyleaks(
        "key", email="desk@example.org", client=client, clock=lambda: now[0], new_id=lambda: "scan-1"
    )


def test_copyleaks_logs_in_once_until_the_token_is_old(wire, client):
    login = wire.post(LOGIN).respond(json={"access_token": "token"})
    check = wire.post(CHECK).respond(
        json={
            "modelVersion": "v7.1",
            "results": [
                {
                    "classification": 2,
                    "probability": 0.9,
                    "matches": [{"text": {"chars": {"starts": [0], "lengths": [len(FIRST)]}}}],
                }
            ],
            "summary": {"human": 0.0, "ai": 1.0},
            "scannedDocument": {"totalWords": 130, "actualCredits": 1},
        }
    )
    now = [0.0]
    service = copyleaks(client, now)

    first = service.ask(TEXT)
    service.ask(TEXT)
    now[0] = 48 * 3600.0
    service.ask(TEXT)

    assert login.call_count == 2
    assert check.calls[0].request.headers["authorization"] == "Bearer token"
    assert sent(check) == {"text": TEXT, "sandbox": False}
    assert (first.label, first.probability, first.cost) == (Label.AI, 1.0, Decimal("0.0133"))
    assert first.passages[0].end == len(FIRST)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(429, headers={"retry-after": "7"}), ProviderRateLimited),
        (httpx.Response(500), ProviderUnavailable),
        (httpx.Response(401, json={"error": "bad key"}), ProviderRefused),
        (httpx.Response(402), ProviderRefused),
        (httpx.Response(200, text="<html>login</html>"), ReplyUnusable),
        (httpx.Response(200, json=[1]), ReplyUnusable),
        (httpx.Response(200, json={"score": 7}), ReplyUnusable),
        (httpx.ConnectError("refused"), ProviderUnavailable),
        (httpx.ReadTimeout("slow"), OutcomeUnknown),
    ],
)
def test_what_goes_wrong_outside_has_one_of_our_names(wire, client, answer, error):
    wire.post(SAPLING).mock(side_effect=[answer])

    with pytest.raises(error) as raised:
        Sapling("key", client=client).ask(TEXT)

    if error is ProviderRateLimited:
        assert raised.value.retry_after_seconds == 7


def test_a_refusal_does_not_repeat_the_key(wire, client):
    wire.post(SAPLING).respond(403, json={"msg": "quota gone"})

    with pytest.raises(ProviderRefused, match="quota gone") as raised:
        Sapling("secret-key", client=client).ask(TEXT)

    assert "secret-key" not in str(raised.value)


def test_a_short_text_is_not_sent(wire, client):
    answer = CommercialDetector(GptZero("key", client=client)).score(read_text(FIRST))

    assert isinstance(answer, Abstained)
    assert answer.code == "too-short"
    assert not wire.calls


def test_a_long_text_is_sent_in_pieces_and_joined_with_the_lowest_confidence(wire, client):
    answers = iter([gptzero_answer(), gptzero_answer(predicted_class="human", confidence_category="low")])
    wire.post(GPTZERO).mock(side_effect=lambda request: httpx.Response(200, json=next(answers)))
    service = GptZero("key", client=client)
    service.max_characters = 900

    score = CommercialDetector(service).score(read_text(f"{TEXT}\n\n{TEXT}"))

    assert (score.label, score.confidence) == (Label.MIXED, Confidence.LOW)


def test_a_service_without_a_key_stops_the_start_with_the_setting_to_make():
    with pytest.raises(ConfigurationError, match="COPYDESK_PANGRAM_API_KEY"):
        build_detectors(DetectorPolicy(use=("pangram",)))
