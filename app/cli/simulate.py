"""`copydesk simulate`: would an answer engine find this article, and how much of it would it use?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit_json, note, say, table
from app.cli.parameters import AsJson
from app.domain.errors import InvalidContent

if TYPE_CHECKING:
    from app.config.settings import Settings
    from app.simulate.embedding import Embedder
    from app.simulate.share import AnswerSentence
    from app.simulate.simulation import Measure, SimulationReport


def register(app: typer.Typer) -> None:
    app.command()(simulate)


def simulate(
    article: Annotated[Path, typer.Argument(metavar="ARTICLE", help="The article to look for.")],
    *,
    query: Annotated[str, typer.Option("--query", "-q", metavar="TEXT", help="The reader's question.")],
    against: Annotated[
        list[str],
        typer.Option("--against", metavar="FILES", help="Other texts on the subject: files, folders, globs."),
    ],
    rewrite: Annotated[
        Path | None,
        typer.Option(
            "--rewrite", metavar="FILE", help="A rewritten version to compare with.", show_default=False
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            metavar="FOLDER",
            help="Another embedding model: a folder with model.onnx and tokenizer.json.",
            show_default=False,
        ),
    ] = None,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Retrieve by words only (BM25), without an embedding model.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask a simulated answer engine, offline: found, rank, cited, share, each with its noise floor."""
    from app.cli.documents import documents, one_document
    from app.config.settings import load_settings
    from app.simulate.simulation import simulate as ask

    settings = load_settings()
    most = settings.max_content_bytes
    own = [article] if rewrite is None else [article, rewrite]
    others = list(documents(against, max_bytes=most, but=own))
    if not others:
        raise InvalidContent(
            "--against names no readable text other than the article itself: there is nothing to compare with"
        )
    if not words_only:
        note(f"{len(others) + 1} texts; what is not in the cache is embedded first, which can take minutes")
    report = ask(
        one_document(article, max_bytes=most),
        query,
        others,
        embedder=None if words_only else _embedder(settings, model),
        rewrite=None if rewrite is None else one_document(rewrite, max_bytes=most),
    )
    if as_json:
        emit_json("copydesk.simulate/1", article=str(article), report=report)
    else:
        _print(report)


def _embedder(settings: "Settings", model: Path | None) -> "Embedder | None":
    from app.simulate.minilm import find_model, minilm

    files = find_model(settings.embedding_model if model is None else model)
    cache = settings.embedding_cache or settings.state_dir / "embeddings"
    return None if files is None else minilm(files, cache=cache)


def _print(report: "SimulationReport") -> None:
    say(
        f"{report.query!r} over {report.documents} texts, {report.passages} passages, {report.retrieval}, "
        f"{len(report.queries)} forms of the question"
    )
    say()
    rows = [
        _row("retrieved", report.retrieved, percent=True),
        _row("rank", report.rank, percent=False),
        _row("cited", report.cited, percent=True),
        _row("share of the answer", report.share, percent=True),
    ]
    if report.share.after is None:
        table(("", "this text", "noise floor"), [(row[0], row[1], row[3]) for row in rows], right={1, 2})
    else:
        table(("", "before", "after", "noise floor", ""), rows, right={1, 2, 3})
    say()
    _print_answer("Answer", report.answer_before, report.context_before)
    _print_answer("Answer with the rewrite", report.answer_after, report.context_after)
    for remark in report.notes:
        say(f"- {remark}")


def _print_answer(title: str, sentences: "tuple[AnswerSentence, ...]", context: tuple[str, ...]) -> None:
    if not sentences:
        return
    say(f"{title}:", style="bold")
    for sentence in sentences:
        cited = ", ".join(str(number + 1) for number in sentence.citations)
        say(f"  {sentence.text} [{cited}]")
    for number, name in enumerate(context, start=1):
        say(f"  [{number}] {name}", style="dim")


def _row(name: str, measure: "Measure", *, percent: bool) -> tuple[str, ...]:
    def shown(value: float) -> str:
        return f"{value:.0%}" if percent else f"{value:g}"

    after = "" if measure.after is None else shown(measure.after)
    judgement = "" if measure.after is None else ("a real change" if measure.is_real else "within the noise")
    return name, shown(measure.before), after, shown(measure.floor), judgement
