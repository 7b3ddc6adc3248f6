"""Rewriters and the comparison of facts: masks, prompts, rules, checks."""
