"""A rule from its YAML or table, run on a text, for the tests of this folder."""

from dataclasses import replace

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.house_rules import HouseRules, StyleFile
from app.evaluation.house_rules import house_findings, read_house_rules


def style(yaml, *, name="Style.Rule", **settings):
    return read_house_rules(HouseRules(styles=(StyleFile(name, f"styles/{name}.yml", yaml),), **settings))


def own(*tables, **settings):
    return read_house_rules(HouseRules(own=tables, **settings))


def findings(rules, text, *, language="en", format=ContentFormat.MARKDOWN, **limits):  # noqa: A002
    document = read_text(text, format=format)
    return house_findings(replace(document, language=language), rules, **limits)


def said(rules, text, **options):
    return [f"{each.line}:{each.column} {each.message}" for each in findings(rules, text, **options)]
