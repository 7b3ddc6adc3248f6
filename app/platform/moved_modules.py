"""Where the modules and names that plug-ins import are now, for sentences that refuse an old import."""

MOVED = {
    "app.bootstrap": "app.workflow.bootstrap",
    "app.clock": "app.platform.clock",
    "app.closing": "app.platform.closing",
    "app.delivery": "app.jobs (RetryPolicy: app.domain.retry_policy)",
    "app.desk": "app.workflow.application",
    "app.domain.turns": "app.domain.fair_scheduling",
    "app.domain.work": "app.domain.jobs",
    "app.errors": "app.domain.errors",
    "app.findings": "app.lint",
    "app.health": "app.operations.health",
    "app.key_file": "app.platform.key_file",
    "app.llm.anthropic": "app.llm.models.anthropic",
    "app.llm.batch": "app.llm.models.batch",
    "app.llm.breaker": "app.llm.middleware.breaker",
    "app.llm.clients": "app.llm.models.clients",
    "app.llm.guarded": "app.llm.middleware.guarded",
    "app.llm.guards": "app.llm.middleware.guards",
    "app.llm.limits": "app.llm.middleware.limits",
    "app.llm.model": "app.llm.models.contract (ChatRequest, ChatReply and Usage: app.domain.chat)",
    "app.llm.openai": "app.llm.models.openai",
    "app.llm.vendor": "app.llm.models.vendor",
    "app.logs": "app.observability.logs",
    "app.notify": "app.notifications",
    "app.pipeline": "app.transitions.take_step",
    "app.policy_file": "app.config.policy_file",
    "app.report": "app.reports",
    "app.rewrite.diff": "app.text.word_diff",
    "app.services": "app.workflow.services",
    "app.settings": "app.config.settings",
    "app.state_folder": "app.platform.paths",
    "app.testing.RecordedRing": "app.testing.RecordedWakeups",
    "app.vault": "app.platform.encryption",
}
"""Old dotted name -> new one, perhaps with a remark in brackets. Kept for one release after a move."""


def new_home(name: str) -> str | None:
    """The new name of a module, or of a name in a module; None for one that did not move."""
    moved = MOVED.get(name)
    if moved is not None:
        return moved
    parent = name.rpartition(".")[0]
    home = new_home(parent) if parent else None
    return None if home is None or " " in home else f"{home}.{name.removeprefix(parent + '.')}"
