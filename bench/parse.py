"""How fast files become documents, and how much memory that takes.

    python bench/parse.py FOLDER [--without-language] [--repeat N]

Reads every file of the folder (recursively, known extensions) in one process on one core, after one file to
warm up (imports, language models). Prints CPU seconds, pages and megabytes per second, the slowest pages,
peak resident memory; then whether time grows with length on texts made here (ratio of the cost per character
at 1,000,000 words to that at 10,000: about 1 is linear), a page of 5 MB,
and the same texts through other parsers.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.content import Source, discover, read_document
from app.content import reading as content_reading
from app.domain.errors import InvalidContent

SENTENCE = "Soil with a pH of 6.5 suits most vegetables, and a kit to measure it costs about 12 euros. "


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def seconds(data: bytes, path: str) -> float:
    started = time.process_time()
    try:
        read_document(data, path=path)
    except InvalidContent as error:
        print(f"  refused: {error}")
    return time.process_time() - started


def folder(path: str, repeat: int) -> None:
    sources = [found for found in discover([path]) if isinstance(found, Source)]
    if not sources:
        sys.exit(f"{path} holds no article")
    seconds(sources[0].data, sources[0].path)
    costs = {source.relative_path: 0.0 for source in sources}
    for _ in range(repeat):
        for source in sources:
            costs[source.relative_path] += seconds(source.data, source.path) / repeat
    total = sum(costs.values())
    size = sum(len(source.data) for source in sources) / 1e6
    rate = len(sources) / total
    print(
        f"{len(sources)} pages, {size:.2f} MB: {total:.2f} CPU s, {rate:.0f} pages/s, {size / total:.1f} MB/s"
    )
    for name, cost in sorted(costs.items(), key=lambda item: -item[1])[:5]:
        print(f"  {cost * 1000:7.1f} ms  {name}")
    print(f"peak memory {peak_megabytes():.0f} MB")


def growth() -> None:
    print("growth (cost per character at 1,000,000 words : at 10,000 words)")
    for name, block in (
        ("md", SENTENCE + "\n\n"),
        ("html", f"<p>{SENTENCE}</p>\n"),
        ("rst", SENTENCE + "\n\n"),
        ("txt", SENTENCE),
    ):
        words = len(SENTENCE.split())
        small, large = block * (10_000 // words), block * (1_000_000 // words)
        one = min(seconds(small.encode(), f"a.{name}") for _ in range(3)) / len(small)
        many = seconds(large.encode(), f"a.{name}") / len(large)
        print(f"  {name:4} {many / one:.2f}")
    page = f"<html lang=en><body><h1>pH</h1>{f'<p>{SENTENCE}</p>' * 54_000}</body></html>".encode()
    cost = seconds(page, "a.html")
    print(f"HTML of {len(page) / 1e6:.1f} MB: {cost:.2f} CPU s; peak memory {peak_megabytes():.0f} MB")


def peers() -> None:
    """The same page through parsers that keep no places in the source, as far as they are installed."""
    page = f"<html lang=en><body><h1>pH</h1>{f'<p>{SENTENCE}</p>' * 54_000}</body></html>"
    text = (SENTENCE + "\n\n") * 11_000

    def lexbor() -> None:
        from selectolax.lexbor import LexborHTMLParser

        LexborHTMLParser(page).text()

    def standard_library() -> None:
        HTMLParser().feed(page)

    def markdown_it() -> None:
        from markdown_it import MarkdownIt

        MarkdownIt().parse(text)

    def pulldown_cmark() -> None:
        import pyromark

        for _ in pyromark.events_with_range(text):
            pass

    runs: list[tuple[str, Callable[[], object]]] = [
        ("HTML 5.3 MB, selectolax (lexbor), text only, no places", lexbor),
        ("HTML 5.3 MB, html.parser events, no tree", standard_library),
        ("HTML 5.3 MB, this parser, blocks with places", lambda: read_document(page.encode(), path="a.html")),
        ("Markdown 1 MB, markdown-it-py tokens, places by line", markdown_it),
        ("Markdown 1 MB, pyromark events, places by byte", pulldown_cmark),
        ("Markdown 1 MB, this parser, blocks with places", lambda: read_document(text.encode(), path="a.md")),
    ]
    for name, run in runs:
        started = time.process_time()
        try:
            run()
        except ImportError:
            print(f"   absent  {name}")
        else:
            print(f"  {time.process_time() - started:6.2f} s  {name}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder")
    parser.add_argument(
        "--without-language", action="store_true", help="take the declared language, recognise none"
    )
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.without_language:
        content_reading.recognise = lambda _text, declared: declared
    folder(arguments.folder, arguments.repeat)
    growth()
    peers()


if __name__ == "__main__":
    main()
