"""The two published zero-shot criteria, on logits. Pure but for torch.

Fast-DetectGPT: Bao et al. 2024 (arXiv 2310.05130), the analytic form. Binoculars: Hans et al. 2024
(arXiv 2401.12070).
"""

from typing import Any


def fast_detect_gpt(torch: Any, scoring: Any, reference: Any, ids: Any, mask: Any) -> list[float]:
    """Conditional probability curvature of each text; higher means machine.

    How far the log-likelihood of a text under `scoring` lies above what texts drawn from `reference`
    would have there, in standard deviations. Logits: shape (batch, tokens, vocabulary).
    """
    kept = mask[:, 1:].float()
    labels = ids[:, 1:]
    log_p = torch.log_softmax(scoring[:, :-1], dim=-1)
    q = torch.softmax(reference[:, :-1], dim=-1)
    likelihood = log_p.gather(-1, labels.unsqueeze(-1)).squeeze(-1)
    mean = (q * log_p).sum(-1)
    variance = (q * log_p.square()).sum(-1) - mean.square()
    gained = ((likelihood - mean) * kept).sum(-1)
    spread = (variance.clamp_min(0) * kept).sum(-1).clamp_min(1e-12).sqrt()
    return [float(value) for value in gained / spread]


def binoculars(torch: Any, performer: Any, observer: Any, ids: Any, mask: Any) -> list[float]:
    """Perplexity of each text under `performer`, over the cross-perplexity of `performer` as seen by
    `observer`; lower means machine."""
    kept = mask[:, 1:].float()
    count = kept.sum(-1).clamp_min(1)
    log_p = torch.log_softmax(performer[:, :-1], dim=-1)
    seen = torch.softmax(observer[:, :-1], dim=-1)
    surprise = -log_p.gather(-1, ids[:, 1:].unsqueeze(-1)).squeeze(-1)
    crossed = -(seen * log_p).sum(-1)
    return [
        float(value) for value in ((surprise * kept).sum(-1) / count) / ((crossed * kept).sum(-1) / count)
    ]
