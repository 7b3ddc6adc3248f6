"""How much does one rewrite call send, against sending the whole page?

    python bench/rewrite_input.py [FOLDER]

FOLDER is `$COPYDESK_SHARED/articles` (default ../shared/articles), else the samples. For each article with
findings: the request's own part (sections, findings, context, marks) in characters, beside a request with
the whole page as its text and all the findings. Both carry the same prompt, which is cached and left out.
Scored without detectors: their findings are on the whole text. Articles that pass their policy are not
rewritten and not counted.
"""

# ruff: noqa: ANN001, ANN201, ARG002 - a script: its output is its documentation

import os
import statistics
import sys
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.config.settings import load_settings  # noqa: E402
from app.content import read_document  # noqa: E402
from app.domain.errors import InvalidContent, ReplyUnusable  # noqa: E402
from app.domain.policy import DetectorPolicy, Policy, RewritePolicy  # noqa: E402
from app.domain.verdict import Outcome, judge  # noqa: E402
from app.evaluation.evaluate import evaluate  # noqa: E402
from app.evaluation.tools import evaluation_tools  # noqa: E402
from app.rewrite.model_rewriter import ModelRewriter  # noqa: E402
from app.rewrite.proposal import RewriteJob  # noqa: E402
from app.rewrite.text import Text  # noqa: E402

SHARED = Path(os.environ.get("COPYDESK_SHARED", ROOT.parent / "shared"))


class Nobody:
    provider, model = "openai", "nobody"

    def complete(self, request):
        raise NotImplementedError

    def admit(self, request):
        return None

    def most_it_can_cost(self, request):
        return Decimal(0)


def main():
    articles = SHARED / "articles" / "docs"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else articles if articles.is_dir() else ROOT / "samples"
    tools, policy, rewriter = (
        evaluation_tools(load_settings()),
        Policy(detectors=DetectorPolicy(use=())),
        ModelRewriter(Nobody()),
    )
    shares, sent, pages = [], 0, 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".toml"):
        try:
            document = read_document(path.read_bytes(), path=path.name)
        except InvalidContent:
            continue
        evaluation = evaluate(document, policy=policy, tools=tools)
        if judge(evaluation, policy).outcome is Outcome.PASS:
            continue
        job = RewriteJob("s", "r", 1, Text.of(document), evaluation.findings, RewritePolicy())
        try:
            request = rewriter.prepare(job).request
        except ReplyUnusable:
            continue
        findings = sum(len(finding.fix or finding.message) + 3 for finding in evaluation.findings)
        whole = len(document.source) + findings
        shares.append(len(request.user) / whole)
        sent, pages = sent + len(request.user), pages + whole
        print(f"{len(request.user):8} of {whole:8} {shares[-1]:6.0%}  {path.name}")
    if not shares:
        sys.exit("no article here needs a rewrite")
    print(f"{len(shares)} articles: median {statistics.median(shares):.0%}, all together {sent / pages:.0%}")


if __name__ == "__main__":
    main()
