"""Which documents come into the answer's context: BM25, embeddings where there are any, fused by rank."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.simulate.embedding import Embedder
from app.simulate.source_passages import SourcePassage, terms

CANDIDATES = 60
"""Passages that each of the two rankings hands on."""
FUSION = 60
"""The constant of reciprocal rank fusion (Cormack et al. 2009)."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Retrieved:
    documents: tuple[int, ...]
    """Every document that was found, best first."""
    passages: tuple[int, ...]
    """Numbers of the found passages, best first."""
    closeness: dict[int, float]
    """Passage to how well it fits the query, 0 to 1; what the answer is picked by."""


def retrieve(query: str, passages: Sequence[SourcePassage], *, embedder: Embedder | None) -> Retrieved:
    """Rank passages, and documents by their best passage. Ties go to the passage that stands first."""
    if not passages:
        return Retrieved((), (), {})
    lexical = bm25_scores(query, passages)
    rankings = [_best(lexical)]
    closeness = lexical / max(float(lexical.max()), 1e-9)
    if embedder is not None:
        vectors = embedder.embed([passage.text for passage in passages])
        cosines = (vectors @ embedder.embed([query])[0]).astype(np.float64)
        rankings.append(_best(cosines, floor=-1.0))
        closeness = (closeness + np.clip(cosines, 0.0, 1.0)) / 2
    order = _fused(rankings)
    documents = dict.fromkeys(passages[number].document for number in order)
    return Retrieved(tuple(documents), tuple(order), {number: float(closeness[number]) for number in order})


def bm25_scores(query: str, passages: Sequence[SourcePassage]) -> Floats:
    """BM25 of every passage; zeros where no word of the query occurs anywhere."""
    import bm25s

    corpus = [list(terms(passage.text)) or ["\0"] for passage in passages]
    known = {term for tokens in corpus for term in tokens}
    asked = [term for term in terms(query) if term in known]
    if not asked:
        return np.zeros(len(passages))
    index = bm25s.BM25(method="lucene")
    index.index(corpus, show_progress=False)
    scores: Floats = np.asarray(index.get_scores(asked), dtype=np.float64)
    return scores


def _best(scores: Floats, *, floor: float = 0.0) -> list[int]:
    order = np.argsort(-scores, kind="stable")[:CANDIDATES]
    return [int(number) for number in order if scores[number] > floor]


def _fused(rankings: Sequence[Sequence[int]]) -> list[int]:
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking, start=1):
            scores[number] = scores.get(number, 0.0) + 1 / (FUSION + rank)
    return sorted(scores, key=lambda number: (-scores[number], number))
