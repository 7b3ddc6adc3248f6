"""Bodies that no definition knows: lying usage, missing parts, odd endings. Each is made of a good one."""

import json
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
PROMPT = {"chat": "prompt_tokens", "responses": "input_tokens", "messages": "input_tokens"}
OUTPUT = {"chat": "completion_tokens", "responses": "output_tokens", "messages": "output_tokens"}


def _usage(number: Any) -> Callable[[str, Body], Body]:
    def lie(dialect: str, body: Body) -> Body:
        told = {**body["usage"], PROMPT[dialect]: number, OUTPUT[dialect]: number}
        return {**body, "usage": told}

    return lie


def _cached(dialect: str, body: Body) -> Body:
    usage = dict(body["usage"])
    if dialect == "messages":
        usage["cache_read_input_tokens"] = -89
    else:
        usage[f"{PROMPT[dialect]}_details"] = {"cached_tokens": usage[PROMPT[dialect]] + 89}
    return {**body, "usage": usage}


def _message_null(dialect: str, body: Body) -> Body:
    if dialect == "chat":
        return {**body, "choices": [{**body["choices"][0], "message": None}]}
    return {**body, "output": None} if dialect == "responses" else {**body, "content": None}


def _ended(reason: str) -> Callable[[str, Body], Body]:
    def end(dialect: str, body: Body) -> Body:
        if dialect == "chat":
            return {**body, "choices": [{**body["choices"][0], "finish_reason": reason}]}
        if dialect == "responses":
            return {**body, "status": "incomplete", "incomplete_details": {"reason": reason}}
        return {**body, "stop_reason": reason}

    return end


LIES: dict[str, Callable[[str, Body], Body]] = {
    "usage-null": lambda _dialect, body: {**body, "usage": None},
    "usage-missing": lambda _dialect, body: {key: value for key, value in body.items() if key != "usage"},
    "usage-words": _usage("many"),
    "usage-negative": _usage(-999_000),
    "usage-zero": _usage(0),
    "usage-absurd": _usage(10**30),
    "usage-infinite": _usage(1e300),
    "few-tokens": _usage(700),
    "usage-cached": _cached,
    "message-null": _message_null,
    "ended-max_tokens": _ended("max_tokens"),
    "ended-MAX_TOKENS": _ended("MAX_TOKENS"),
    "ended-error": _ended("error"),
    "names-too-long": lambda _dialect, body: {**body, "model": "m\x00\ud800" * 200},
}
RAW: dict[str, Callable[[str, Body], str]] = {
    "body-empty": lambda _dialect, _body: "",
    "body-null": lambda _dialect, _body: "null",
    "body-list": lambda _dialect, _body: "[]",
    "body-cut": lambda _dialect, body: json.dumps(body)[:60],
    "body-error": lambda _dialect, _body: json.dumps({"error": {"message": "no worker left", "code": 502}}),
    "body-error-text": lambda _dialect, _body: json.dumps({"error": "no worker left"}),
}
"""Pages with status 200, after the work was done."""
