"""How many figures of a text are judged."""

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.read_sentences import MAX_FIGURES, figures_of, read_sentences


def test_figures_are_looked_for_up_to_a_number_whatever_the_length():
    text = "It took 7 days. It cost 12 euros. " * 40 + "\n\n" + "- 5 kg\n" * 40
    document = read_text(text, format=ContentFormat.MARKDOWN)

    sentences = list(read_sentences(document, most_figures=90))

    assert sum(len(sentence.figures) for sentence in sentences) == 90
    assert len(sentences) == len(list(read_sentences(document)))
    assert not sentences[-1].figures


def test_one_endless_sentence_has_no_more_figures_than_a_text_may_have():
    assert len(figures_of("7 " * (MAX_FIGURES + 10), "en")) <= MAX_FIGURES
