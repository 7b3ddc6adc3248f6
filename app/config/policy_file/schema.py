"""Every key of `copydesk.toml`: where it goes in `Policy`, what it may hold, what it means."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.config.plugin_names import check_further_check, check_model, check_rewriter
from app.config.policy_file.escalation import escalation
from app.config.policy_file.rules import rules
from app.config.policy_file.values import (
    Reader,
    Unfit,
    dollars,
    each,
    flag,
    number,
    one_of,
    rule_levels,
    text,
    texts,
    whole_number,
)
from app.domain.errors import ConfigurationError, UnknownPlugin
from app.domain.policy import JUDGE_AUTO, JUDGE_NOBODY, MAX_REWRITES_CAP, Goal

_CHECK_ID = re.compile(r"[A-Z]{2,12}\d{3}")


def _goal(name: str) -> Goal:
    try:
        return Goal(name)
    except ValueError:
        raise Unfit(f"knows no goal {name!r}; the goals are {', '.join(Goal)}") from None


def _check_id(name: str) -> str:
    if _CHECK_ID.fullmatch(name) is None:
        raise Unfit(f"holds {name!r}, which is no check id like CON011")
    return name


def _provider(name: str) -> str:
    return _installed(check_rewriter, name)


def _further_check(name: str) -> str:
    return _installed(check_further_check, name)


def _judge(value: Any) -> str:
    name = text(value)
    return name if name in (JUDGE_AUTO, JUDGE_NOBODY) else _installed(check_model, name)


def _installed(check: Callable[[str], str], name: str) -> str:
    try:
        return check(name)
    except (UnknownPlugin, ConfigurationError) as error:
        raise Unfit(f"holds {name!r}, and {error}") from error


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Its dotted name is its path in the file and, but for those of house rules, in `Policy`."""

    name: str
    read: Reader
    meaning: str
    in_profile: bool = True


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("project", text, "Name under which work and spending are counted.", in_profile=False),
        Key(
            "exclude",
            texts,
            "Files that are passed over in a folder: patterns like `drafts/**`, relative to this file.",
            in_profile=False,
        ),
        Key(
            "required",
            each(_goal, frozenset),
            "Goals that a text must reach to be accepted: `aeo`, `human`, `integrity`, `findings`.",
        ),
        Key("recommended", each(_goal, frozenset), "Goals that are reported when missed and block nothing."),
        Key("min_aeo", number(0, 100), "The AEO score that the goal `aeo` asks for, by its interval."),
        Key(
            "min_standing",
            number(0, 1),
            "The share of that score, 0 to 1, that must stand on its own: not rest on what has no source.",
        ),
        Key(
            "target_query",
            text,
            "The question these texts should be found for; without one, relevance is not checked.",
        ),
        Key(
            "robots_txt",
            text,
            "The site's robots.txt, a path beside this file: whether answer bots may fetch the page.",
        ),
        Key(
            "sources",
            texts,
            "Sources that the desk was given, paths or patterns beside this file: they support figures.",
        ),
        Key("disabled_checks", each(_check_id, frozenset), "Ids of AEO checks that are not run."),
        Key("rules", rules, "Severity and parameters by rule: see below."),
        Key("reviewers", texts, "Who decides escalations: names or addresses, as the desk knows them."),
        Key(
            "escalation",
            escalation,
            "Desks, levels with deadlines, routing rules and the calendar: see below.",
        ),
        Key("detectors.use", texts, "Detectors that read every text."),
        Key(
            "detectors.required",
            texts,
            "Detectors that must give a score; if one abstains, a person decides.",
        ),
        Key(
            "detectors.escalate_on_disagreement",
            flag,
            "Whether a person decides when detectors contradict each other.",
        ),
        Key(
            "detectors.line.weights",
            text,
            "The weights that the line below was drawn with; `copydesk calibrate` prints all three.",
        ),
        Key(
            "detectors.line.shift",
            number(-20, 20),
            "Log-odds by which the detector's thresholds move; above 0 fewer are called machine-written.",
        ),
        Key(
            "detectors.line.rate",
            number(0.0001, 0.5),
            "The share of human texts that may be called machine-written, for which the line was drawn.",
        ),
        Key(
            "rule_levels",
            rule_levels,
            "Severity of single house rules by name: `error`, `warning`, `suggestion` or `off`.",
        ),
        Key(
            "vale.config",
            text,
            "A `.vale.ini` beside this file: its StylesPath, styles, vocabularies and levels are in force.",
        ),
        Key(
            "vale.styles_path",
            text,
            "The folder of Vale styles, where there is no `.vale.ini`; `styles` if it is left out.",
        ),
        Key("vale.styles", texts, "Styles of that folder that are run; `Vale` names Vale's own rules."),
        Key(
            "vale.vocabularies", texts, "Vocabularies of that folder: `config/vocabularies/NAME/accept.txt`."
        ),
        Key("rewrite.enabled", flag, "Whether texts that fall short are rewritten at all."),
        Key(
            "rewrite.providers",
            each(_provider, tuple),
            "Who rewrites, tried in this order: `rules`, `PROVIDER:MODEL`, or a rewriter of a plug-in.",
        ),
        Key(
            "rewrite.max_rewrites",
            whole_number(0, MAX_REWRITES_CAP, because=f": {MAX_REWRITES_CAP} is the hard cap"),
            f"Rewrite cycles per text, at most {MAX_REWRITES_CAP}.",
        ),
        Key(
            "rewrite.min_gain",
            number(0, 100),
            "Points of the score that a cycle must bring to be worth another.",
        ),
        Key(
            "rewrite.on_unknown_outcome",
            one_of("escalate", "repeat"),
            "After a paid call whose outcome was never seen: `escalate`, or `repeat` it once.",
        ),
        Key(
            "rewrite.batch",
            flag,
            "Whether submissions of priority `low` and `bulk` go through the vendor's batch API: half the "
            "price, an answer within a day.",
        ),
        Key(
            "rewrite.checks",
            each(_further_check, tuple),
            "Who checks the meaning of a rewrite whose facts were kept: `nli`, `PROVIDER:MODEL`.",
        ),
        Key(
            "rewrite.on_doubt",
            one_of("escalate", "notice"),
            "What these checks find: `escalate` leaves the rewrite to a person, `notice` only shows it.",
        ),
        Key(
            "rewrite.on_wording",
            one_of("escalate", "accept"),
            "Words of a model's rewrite that nothing explains: `escalate` leaves them to a person unless "
            "`rewrite.judge` or one of `rewrite.checks` finds no difference, `accept` takes them.",
        ),
        Key(
            "rewrite.judge",
            _judge,
            "Who is shown such sentences first: `PROVIDER:MODEL`, `none`, or `auto` for the first model of "
            "`rewrite.providers` that did not write them.",
        ),
        Key("rewrite.protected", texts, "Passages that no rewrite may touch, word for word."),
        Key("rewrite.style.tone", text, "The tone a rewrite keeps, in a few words."),
        Key("rewrite.style.use", texts, "Terms and spellings to prefer."),
        Key("rewrite.style.avoid", texts, "Terms and phrases to avoid."),
        Key("rewrite.style.reading_level", text, "Who the text is written for."),
        Key("rewrite.style.dialect", text, "The variety of the language, like `en-GB`."),
        Key("rewrite.budgets.per_run", dollars, "US dollars that one run may spend, or `unlimited`."),
        Key(
            "rewrite.budgets.per_submission",
            dollars,
            "US dollars that one submission may spend, or `unlimited`.",
        ),
        Key(
            "rewrite.budgets.per_project",
            dollars,
            "US dollars that the project may spend in all, or `unlimited`.",
        ),
        Key(
            "rewrite.budgets.per_month",
            dollars,
            "US dollars that the project may spend in a calendar month, or `unlimited`.",
        ),
    )
}

TABLES = frozenset(name.rsplit(".", depth)[0] for name in KEYS for depth in range(1, name.count(".") + 1))
"""`detectors`, `detectors.line`, `rewrite`, `rewrite.style`, `rewrite.budgets`, `vale`."""

PROFILE_KEYS = ("name", "paths")
"""Keys that only a `[[profile]]` has."""
FILE_ARRAYS = ("profile", "check", "rule")
