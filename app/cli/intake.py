"""From paths on the command line to articles with their policy. One bad file never stops the others."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import InvalidContent, InvalidPolicy
from app.reports.model import Unreadable

if TYPE_CHECKING:
    from app.content import Source
    from app.domain.content import Document
    from app.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Article:
    """One readable input."""

    path: str
    """Relative to the current folder if it is inside it, with forward slashes: the article's stored name."""
    relative_path: str
    """Relative to the folder that was named: where it goes in an output folder."""
    file: Path | None
    """None for standard input."""
    data: bytes
    document: "Document"
    policy: "Policy"


def gather(
    paths: Sequence[str], *, max_bytes: int, config: Path | None = None, providers: Sequence[str] = ()
) -> Iterator[Article | Unreadable]:
    """Read the articles at these paths. Raises InvalidPolicy at once: a wrong policy affects all of them.

    `providers` replaces the rewrite providers of every policy. Raises UnknownPlugin, ConfigurationError for
    one that cannot be used, before anything is read.
    """
    from app.cli.left_out import LeftOut
    from app.config.plugin_names import check_rewriter
    from app.content import Failure, discover

    for name in providers:
        check_rewriter(name)
    for found in discover(
        paths, stdin=getattr(sys.stdin, "buffer", None), max_bytes=max_bytes, left_out=LeftOut(config)
    ):
        if isinstance(found, Failure):
            yield Unreadable(found.path, found.message)
            continue
        try:
            article = _article(found, max_bytes=max_bytes, config=config)
            yield replace(article, policy=with_providers(article.policy, providers))
        except InvalidPolicy:
            raise
        except InvalidContent as error:
            yield Unreadable(found.path, str(error))


def _article(found: "Source", *, max_bytes: int, config: Path | None) -> Article:
    from app.content import read_document

    file = None if found.path == "-" else Path(found.path)
    name = found.relative_path if file is None else name_of(found.path, found.relative_path)
    return Article(
        path=name,
        relative_path=found.relative_path.replace(os.sep, "/"),
        file=file,
        data=found.data,
        document=read_document(found.data, path=name, max_bytes=max_bytes),
        policy=policy_of(file, config=config),
    )


def name_of(path: str, relative_path: str) -> str:
    """The path relative to the current folder, else to the folder that was named."""
    below = os.path.relpath(path)
    name = relative_path if below.startswith(os.pardir) or Path(below).is_absolute() else below
    return name.replace(os.sep, "/")


def policy_of(file: Path | None, *, config: Path | None) -> "Policy":
    """The policy in force for this file, or for standard input (None). Raises InvalidPolicy."""
    from app.config.policy_file import policy_for

    return policy_for(file, config=config)


def with_providers(policy: "Policy", providers: Sequence[str]) -> "Policy":
    """The policy with other rewrite providers, under its own version."""
    if not providers:
        return policy
    rewrite = replace(policy.rewrite, providers=tuple(providers))
    return replace(policy, rewrite=rewrite, version=f"{policy.version}+{','.join(providers)}"[:64])
