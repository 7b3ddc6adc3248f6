"""What a provider says of itself: how long to wait, capped, and why it refused, without secrets."""

from datetime import UTC, datetime

import pytest

from app.llm.outcomes import not_json, status_outcome
from app.llm.retry_after import LONGEST_WAIT, retry_after
from app.platform.masking import mask_secrets, remember_secret

ENDLESS = (
    "inf",
    "99999999999999",
    "31536000",
    "1e308",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Mon, 05 Jan 2126 9:00 -0000",
)
SECRETS = (
    "sk-proj-abcDEF1234567890",
    "sk-ant-api03-abcDEF1234567890",
    "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "AKIAABCDEFGHIJKLMNOP",
    "gsk_1234567890abcdef",
    "hf_1234567890abcdef",
    "xai-1234567890abcdef",
    "ghp_1234567890abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "0123456789abcdef0123456789abcdef",
)
"""The last one has no shape of its own: a model remembers its key when it is built."""


def test_retry_after_is_read_as_seconds_milliseconds_or_a_date():
    now = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    assert retry_after({"retry-after": "12"}) == 12
    assert retry_after({"retry-after-ms": "1500", "retry-after": "9"}) == 1.5
    assert retry_after({"retry-after": "Mon, 05 Jan 2026 09:01:30 GMT"}, now=now) == 90
    assert retry_after({"retry-after": "Mon, 05 Jan 2026 09:01:30 -0000"}, now=now) == 90
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None


@pytest.mark.parametrize("text", ENDLESS)
def test_no_server_postpones_a_call_for_longer_than_we_wait(text):
    assert retry_after({"retry-after": text}) == retry_after({"retry-after-ms": "1e300"}) == LONGEST_WAIT


@pytest.mark.parametrize("text", ["nan", "-inf", "-5", "Mon, 99 Jan 2026 09:00:00 GMT", "\x00", "9" * 5000])
def test_a_wait_that_means_nothing_is_none_or_within_the_longest(text):
    assert retry_after({"retry-after": text}) in {None, 0.0, LONGEST_WAIT}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_provider_that_repeats_the_key_is_quoted_without_it(secret):
    remember_secret(SECRETS[-1])
    said = [
        str(status_outcome("openai", status, code=secret, message=f"bad key {secret}!", headers={}))
        for status in (401, 418, 429, 500)
    ]
    said.append(str(not_json("openai", f"<p>{secret}</p>")))

    assert not [one for one in said if secret in one]


@pytest.mark.parametrize("text", ["password=hunter22", '"token": "abc123"', "Bearer abcdef123"])
def test_named_secrets_are_masked_and_counts_of_tokens_are_not(text):
    assert text[-5:] not in mask_secrets(f"refused: {text}")
    assert mask_secrets("max_tokens: 500, input_tokens=12") == "max_tokens: 500, input_tokens=12"
