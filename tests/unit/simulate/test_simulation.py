"""The simulated engine is deterministic, swaps the target alone, and knows its own noise."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from app.content import read_text
from app.domain.chat import ChatReply, ChatRequest, Usage
from app.domain.content import ContentFormat, Document
from app.domain.errors import InvalidContent
from app.simulate.answer import ChatEngine, RankedSource
from app.simulate.embedding import CachedEmbedder, Vectors
from app.simulate.noise import paraphrases, placebos
from app.simulate.simulation import CONTEXT, simulate
from app.simulate.source_passages import Cut

QUERY = "how to calibrate a soil moisture sensor"
SUBJECTS = ("bread", "trains", "paint", "radio", "boats", "glass", "tea")


def document(text: str, path: str = "a.md") -> Document:
    return read_text(text, path=path, format=ContentFormat.MARKDOWN)


ARTICLE = document(
    "# Sensors in the garden\n\nA sensor for moisture sits in the soil and waits for rain.\n\n"
    "Before the first use you calibrate it: weigh a dry pot, water it, and note each reading.\n\n"
    "A moisture sensor lasts for about three summers when it is cleaned and stored in a dry place.\n",
    "target.md",
)
OFF_TOPIC = document("# Our picnic\n\nWe met at the lake. Everybody brought something to eat.\n", "target.md")
AGAINST = [
    document(
        f"# All about {subject}\n\nPeople like {subject}, and some calibrate a sensor for it.\n\n"
        f"The history of {subject} is long, and it is told in many books about soil and sea.\n",
        f"{subject}.md",
    )
    for subject in SUBJECTS
]


class LetterEmbedder:
    """Counts letters: equal texts get equal vectors, which is all the contract asks."""

    name = "letters"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        counts = np.array(
            [[text.lower().count(letter) + 0.01 for letter in "abcdefghilmnorstu"] for text in texts]
        )
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def test_the_same_question_gives_the_same_report() -> None:
    assert simulate(ARTICLE, QUERY, AGAINST) == simulate(ARTICLE, QUERY, AGAINST)


def test_an_unchanged_rewrite_changes_nothing() -> None:
    report = simulate(ARTICLE, QUERY, AGAINST, rewrite=ARTICLE)

    for measure in (report.retrieved, report.rank, report.cited, report.share):
        assert measure.after == measure.before
        assert not measure.is_real


def test_the_article_on_the_subject_is_found_and_cited_and_another_is_not() -> None:
    on, off = simulate(ARTICLE, QUERY, AGAINST), simulate(OFF_TOPIC, QUERY, AGAINST)

    assert (on.retrieved.before, on.rank.before, on.cited.before) == (1.0, 1.0, 1.0)
    assert on.share.before > off.share.before
    assert off.rank.before > CONTEXT


def test_the_report_names_the_texts_that_the_answer_cites() -> None:
    report = simulate(ARTICLE, QUERY, AGAINST)

    cited = {number for sentence in report.answer_before for number in sentence.citations}
    assert report.context_before[min(cited)] == "Sensors in the garden"
    assert max(cited) < len(report.context_before) <= CONTEXT
    assert report.context_after == ()


def test_a_rewrite_that_answers_is_a_real_gain() -> None:
    report = simulate(OFF_TOPIC, QUERY, AGAINST, rewrite=ARTICLE)

    assert report.share.is_real
    assert report.rank.after is not None
    assert report.rank.after < report.rank.before


def test_stuffing_the_question_into_a_text_does_not_help_it() -> None:
    stuffed = document(
        OFF_TOPIC.source + f"\n{QUERY}. {QUERY}. {QUERY}.\n\n{' '.join([QUERY] * 9)}.\n", "target.md"
    )

    report = simulate(OFF_TOPIC, QUERY, AGAINST, rewrite=stuffed)

    assert report.share.after == report.share.before
    assert report.rank.after == report.rank.before


def test_without_embeddings_the_report_says_so() -> None:
    report = simulate(ARTICLE, QUERY, AGAINST)

    assert report.retrieval == "bm25"
    assert any("BM25 only" in note for note in report.notes)


def test_with_embeddings_the_report_names_the_model() -> None:
    report = simulate(ARTICLE, QUERY, AGAINST, embedder=LetterEmbedder())

    assert report.retrieval == "bm25+letters"
    assert not any("BM25 only" in note for note in report.notes)


def test_a_cached_passage_is_not_embedded_again(tmp_path: Path) -> None:
    inner = LetterEmbedder()
    first = CachedEmbedder("letters", load=lambda: inner, file=tmp_path / "e.sqlite")
    vectors = first.embed(["one passage", "another"])
    again = CachedEmbedder("letters", load=lambda: inner, file=tmp_path / "e.sqlite")

    assert np.array_equal(again.embed(["one passage", "another", "a third"])[:2], vectors)
    assert inner.asked == ["one passage", "another", "a third"]


def test_there_are_at_least_three_paraphrases_with_the_words_of_substance() -> None:
    forms = paraphrases(QUERY)

    assert forms[0] == QUERY
    assert len(forms) >= 4
    assert all("moisture" in form for form in forms)


def test_a_placebo_is_as_long_as_the_rewrite_and_says_nothing_new() -> None:
    (placebo, *_) = placebos(ARTICLE, words=90, seed=1)

    words = len(" ".join(block.text for block in placebo.prose()).split())
    assert 80 <= words <= 110


def test_passages_carry_their_path_of_headings() -> None:
    cut = Cut.of(document("# Kit\n\nIt comes in a box.\n\n## Use\n\nCharge the kit first, then wait.\n"))

    assert [passage.path for passage in cut.passages(0, query="kit")] == ["Kit", "Kit > Use"]


@pytest.mark.parametrize(
    ("article", "query", "against"),
    [(ARTICLE, " ", AGAINST), (ARTICLE, QUERY, []), (document(""), QUERY, AGAINST)],
)
def test_a_simulation_that_cannot_say_anything_is_refused(
    article: Document, query: str, against: list[Document]
) -> None:
    with pytest.raises(InvalidContent):
        simulate(article, query, against)


class ScriptedChat:
    provider = "test"
    model = "scripted"

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.asked: list[ChatRequest] = []

    def complete(self, request: ChatRequest) -> ChatReply:
        self.asked.append(request)
        return ChatReply(text=self.answer, usage=Usage(), model="scripted")

    def admit(self, request: ChatRequest) -> None:
        return None

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        return Decimal(0)


def test_citations_of_a_chat_model_are_read_and_invented_sources_dropped() -> None:
    chat = ScriptedChat('{"answer": "Weigh a pot [1]. Water it. [2][9] Then wait."}')
    passages = Cut.of(ARTICLE).passages(0, query=QUERY)
    sources = [RankedSource(0, "A", ((passages[0], 1.0),)), RankedSource(1, "B", ((passages[0], 1.0),))]

    answer = ChatEngine(chat).answer(QUERY, sources)

    assert [sentence.citations for sentence in answer] == [(0,), (1,), ()]
    assert "Sensors in the garden" in chat.asked[0].user
