"""Is an article found, cited, and how much of the answer is its own: as it is, and as it was rewritten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, pstdev

from app.domain.content import Document
from app.domain.errors import InvalidContent
from app.evaluation.aeo.read_sentences import count_words
from app.simulate.answer import AnswerEngine, ExtractiveEngine, RankedSource
from app.simulate.embedding import Embedder
from app.simulate.minilm import INSTALL
from app.simulate.noise import paraphrases, placebos
from app.simulate.retrieval import retrieve
from app.simulate.share import AnswerSentence, position_adjusted_word_count
from app.simulate.source_passages import Cut, cut_all

CONTEXT = 5
"""Documents that an answer is written from, as in the GEO paper."""
TARGET = 0
SEED = 20261121


@dataclass(frozen=True, slots=True)
class Measure:
    """One number over all forms of the question. A change within the floor says nothing."""

    before: float
    after: float | None
    """None where no rewrite was given."""
    floor: float
    """The largest change by a placebo of equal length, or the standard error over the questions if larger."""

    @property
    def is_real(self) -> bool:
        return self.after is not None and abs(self.after - self.before) > self.floor


@dataclass(frozen=True, slots=True)
class SimulationReport:
    query: str
    queries: tuple[str, ...]
    """The question and its paraphrases."""
    engine: str
    retrieval: str
    """`bm25+NAME of the model`, or `bm25`."""
    documents: int
    passages: int
    retrieved: Measure
    """Share of the questions for which the article came into the answer's context."""
    rank: Measure
    """Median rank among all documents; one more than their number where it was not found."""
    cited: Measure
    """Share of the questions whose answer cites it."""
    share: Measure
    """Median share of the answer, by Position-Adjusted Word Count."""
    answer_before: tuple[AnswerSentence, ...]
    answer_after: tuple[AnswerSentence, ...]
    notes: tuple[str, ...] = ()
    context_before: tuple[str, ...] = ()
    """Titles of the documents that the answer was written from; citation 0 is the first."""
    context_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    rank: int
    share: float
    is_cited: bool
    answer: tuple[AnswerSentence, ...]
    passages: int
    context: tuple[str, ...]
    """Titles, by rank."""

    @property
    def is_retrieved(self) -> bool:
        return self.rank <= CONTEXT


def simulate(
    article: Document,
    query: str,
    against: Sequence[Document],
    *,
    engine: AnswerEngine | None = None,
    embedder: Embedder | None = None,
    rewrite: Document | None = None,
) -> SimulationReport:
    """Ask an engine the question over the article and its competitors; only the article is ever swapped.

    Without an embedder retrieval is BM25 alone, and the notes say so. Raises InvalidContent where there
    is nothing to compete with, or the article has no text. Deterministic with the extractive engine.
    """
    if not query.strip():
        raise InvalidContent("there is no question: give one with --query")
    if not against:
        raise InvalidContent("there is nothing to compare with: give other documents on the subject")
    target = Cut.of(article)
    if not target.sentences:
        raise InvalidContent(f"{article.path or 'the article'} has no text to simulate with")
    answerer: AnswerEngine = ExtractiveEngine() if engine is None else engine
    others = cut_all(against)
    titles = [document.title or document.path or "" for document in (article, *against)]
    queries = paraphrases(query)

    def runs(first: Cut) -> list[_Run]:
        return [_run(asked, (first, *others), titles, answerer, embedder) for asked in queries]

    before = runs(target)
    after = None if rewrite is None else runs(Cut.of(rewrite))
    length = sum(count_words(block.text) for block in (article if rewrite is None else rewrite).prose())
    unchanged = [runs(Cut.of(placebo)) for placebo in placebos(article, words=length, seed=SEED)]
    return SimulationReport(
        query=query,
        queries=queries,
        engine=answerer.name,
        retrieval="bm25" if embedder is None else f"bm25+{embedder.name}",
        documents=len(titles),
        passages=before[0].passages,
        retrieved=_measure(before, after, unchanged, _mean_retrieved),
        rank=_measure(before, after, unchanged, _median_rank),
        cited=_measure(before, after, unchanged, _mean_cited),
        share=_measure(before, after, unchanged, _median_share, spread=lambda run: run.share),
        answer_before=before[0].answer,
        answer_after=() if after is None else after[0].answer,
        notes=_notes(embedder, answerer, documents=len(titles)),
        context_before=before[0].context,
        context_after=() if after is None else after[0].context,
    )


def _run(
    query: str,
    cuts: Sequence[Cut],
    titles: Sequence[str],
    engine: AnswerEngine,
    embedder: Embedder | None,
) -> _Run:
    passages = tuple(each for number, cut in enumerate(cuts) for each in cut.passages(number, query=query))
    found = retrieve(query, passages, embedder=embedder)
    context = found.documents[:CONTEXT]
    sources = [
        RankedSource(
            position,
            titles[number],
            tuple(
                (passages[index], found.closeness[index])
                for index in found.passages
                if passages[index].document == number
            ),
        )
        for position, number in enumerate(context)
    ]
    answer = engine.answer(query, sources) if sources else ()
    rank = found.documents.index(TARGET) + 1 if TARGET in found.documents else len(cuts) + 1
    share, is_cited = 0.0, False
    if TARGET in context and answer:
        position = context.index(TARGET)
        share = position_adjusted_word_count(answer, documents=len(context))[position]
        is_cited = any(position in sentence.citations for sentence in answer)
    return _Run(rank, share, is_cited, answer, len(passages), tuple(titles[number] for number in context))


def _mean_retrieved(runs: Sequence[_Run]) -> float:
    return sum(run.is_retrieved for run in runs) / len(runs)


def _mean_cited(runs: Sequence[_Run]) -> float:
    return sum(run.is_cited for run in runs) / len(runs)


def _median_rank(runs: Sequence[_Run]) -> float:
    return float(median(run.rank for run in runs))


def _median_share(runs: Sequence[_Run]) -> float:
    return float(median(run.share for run in runs))


def _measure(
    before: Sequence[_Run],
    after: Sequence[_Run] | None,
    unchanged: Sequence[Sequence[_Run]],
    read: Callable[[Sequence[_Run]], float],
    *,
    spread: Callable[[_Run], float] | None = None,
) -> Measure:
    start = read(before)
    floor = max((abs(read(runs) - start) for runs in unchanged), default=0.0)
    if spread is not None:
        floor = max(floor, pstdev([spread(run) for run in before]) / len(before) ** 0.5)
    return Measure(start, None if after is None else read(after), floor)


def _notes(embedder: Embedder | None, engine: AnswerEngine, *, documents: int) -> tuple[str, ...]:
    notes = ["A regression test of retrievability among these documents, not a probability of being cited."]
    if embedder is None:
        notes.append(f"Retrieval is BM25 only, without embeddings: {INSTALL}.")
    if documents <= CONTEXT:
        notes.append(
            f"With {documents} documents, all that are found are in context: give more to compete with."
        )
    if not isinstance(engine, ExtractiveEngine):
        notes.append("The answers come from a chat model: asked again, they differ.")
    return tuple(notes)
