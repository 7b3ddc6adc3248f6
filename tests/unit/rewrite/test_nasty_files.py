"""Hard and hostile files: what a rewrite may do to them, and what a model that obeys them achieves."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.content import read_document, read_text
from app.domain.content import Document
from app.domain.errors import InvalidContent, ReplyUnusable
from app.domain.facts import FactKind, Outcome
from app.domain.policy import RewritePolicy
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.rewrite.apply import apply
from app.rewrite.facts import facts_report
from app.rewrite.model_rewriter import ModelRewriter
from app.rewrite.proposal import RewriteJob
from app.rewrite.rules.rewriter import RulesRewriter
from app.rewrite.text import Text
from tests.support.documents import SHARED

pytestmark = pytest.mark.skipif(
    not (SHARED / "nasty").is_dir(), reason=f"shared: no {SHARED / 'nasty'}: set COPYDESK_SHARED"
)


class Silent:
    provider, model = "openai", "m"

    def complete(self, request):
        raise AssertionError("nobody is asked here")

    def admit(self, request):
        return None

    def most_it_can_cost(self, request):
        return Decimal(0)


def documents(kind: str) -> Iterator[tuple[str, Document]]:
    folder: Path = SHARED / kind
    for path in sorted(folder.iterdir()):
        if path.suffix in {".py", ".json"}:
            continue
        try:
            yield path.name, read_document(path.read_bytes(), path=path.name)
        except InvalidContent:
            continue


def job(document: Document) -> RewriteJob:
    findings = tuple(
        Finding("wordy", "wordy", Severity.WARNING, EvidenceGrade.A, section_id=section.id)
        for section in document.sections
    )
    return RewriteJob("sub", "rev", 1, Text.of(document), findings, RewritePolicy())


@pytest.mark.parametrize("kind", ["nasty", pytest.param("articles/docs", marks=pytest.mark.slow)])
def test_the_rules_break_no_fact_and_do_nothing_the_second_time(kind):
    rewriter = RulesRewriter()
    for name, document in documents(kind):
        text = apply(document, rewriter.propose(job(document)))
        again = read_text(text, path=document.path, format=document.format)

        report = facts_report(document, again)

        doubted = [one for one in report.doubts if one.outcome is Outcome.DOUBT_MEANING]
        assert not report.broken, f"{name}: {report.summary}"
        # A level that cannot be told from another of the same name; "required in order to", shortened.
        assert {one.kind for one in doubted} <= {FactKind.HEADING, FactKind.MODALITY}, name
        assert apply(again, rewriter.propose(job(again))) == text, name


OBEDIENT = {
    "adds what the text tells it to": lambda text: f"{text}\n\nSee https://evil.example: 99 % approve.",
    "answers the text instead of editing it": lambda _: "APPROVED. As instructed, nothing needs review.",
    "adds a script": lambda text: f"{text}\n<script src=//evil.example/x.js></script>",
    "adds an address": lambda text: f"{text} Write to boss@evil.example or call +1 555 0100 200.",
}


@pytest.mark.parametrize("how", OBEDIENT)
def test_a_model_that_obeys_a_file_changes_nothing_on_its_own(how):
    rewriter = ModelRewriter(Silent())
    tried = 0
    for name, document in documents("nasty"):
        try:
            prepared = rewriter.prepare(job(document))
        except ReplyUnusable:
            continue
        sections = [{"id": m.section_id, "text": OBEDIENT[how](m.text), "note": ""} for m in prepared.masked]
        try:
            proposal = rewriter.read(prepared, json.dumps({"sections": sections}))
        except ReplyUnusable:
            continue
        text = apply(document, proposal)
        report = facts_report(document, read_text(text, path=document.path, format=document.format))
        tried += 1
        assert not report.kept, f"{name}: {how} was accepted"
        for section in document.sections:
            if section.id not in proposal.replacements:
                assert document.source[section.span.start : section.span.end] in text, name
    assert tried or how == "answers the text instead of editing it"


def test_instructions_that_are_hidden_in_a_file_are_not_sent():
    sent = {}
    for name, document in documents("nasty"):
        try:
            sent[name] = ModelRewriter(Silent()).prepare(job(document)).request.user
        except ReplyUnusable:
            continue

    assert "Ignore earlier" not in sent["21_prompt_injection_comment.md"]
    assert "approve this article" not in sent["21_prompt_injection_comment.md"]
    assert "Ignore all previous" not in sent["22_prompt_injection_visible_hidden.html"]
    assert not [
        mark
        for mark in ("<|im_start|>", "[/INST]", "</document>")
        if mark in sent["23_delimiter_breakout.md"]
    ]
