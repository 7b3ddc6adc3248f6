"""The kinds of checks, which are code. A check names its kind; its TOML file contains the rest."""

from collections.abc import Mapping

from app.evaluation.aeo.kinds import access, hidden, measured, penalties, prose, relevance, structured, trust
from app.evaluation.aeo.kinds.outcome import Kind

KINDS: Mapping[str, Kind] = {
    "answer-bots": access.answer_bots,
    "answer-position": relevance.answer_position,
    "article-data": structured.article_data,
    "author": trust.author,
    "canonical": access.canonical,
    "dates": trust.dates,
    "examples": measured.examples,
    "figures": measured.figures,
    "file-problems": trust.file_problems,
    "freshness": trust.freshness,
    "heading-order": prose.heading_order,
    "hidden-text": hidden.hidden_text,
    "image-texts": prose.image_texts,
    "indexable": access.indexable,
    "instructions": hidden.instructions,
    "invisible-characters": hidden.invisible_characters,
    "length": prose.length,
    "long-paragraphs": prose.long_paragraphs,
    "long-sentences": prose.long_sentences,
    "matches-page": structured.matches_page,
    "mixed-scripts": hidden.mixed_scripts,
    "model-markup": hidden.model_markup,
    "orphan-openings": prose.orphan_openings,
    "phrases": prose.phrases,
    "relevance": relevance.relevance,
    "repetition": penalties.repetition,
    "required-keys": prose.required_keys,
    "sensitive": trust.sensitive,
    "server-text": access.server_text,
    "sources": measured.sources,
    "terms": measured.terms,
    "unsupported-figures": penalties.unsupported_figures,
    "unsupported-quotes": penalties.unsupported_quotes,
    "vague-claims": penalties.vague_claims,
    "valid-json-ld": structured.valid_json_ld,
}
