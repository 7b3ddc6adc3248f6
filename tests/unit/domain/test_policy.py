"""What a policy asks for, in words that a person reads beside an accepted text."""

import pytest

from app.domain.policy import Goal, Policy


@pytest.mark.parametrize(
    ("required", "words"),
    [
        (frozenset(), ()),
        (frozenset({Goal.INTEGRITY}), ("integrity",)),
        (frozenset({Goal.AEO, Goal.HUMAN}), ("no sign of a machine", "AEO of 42.5")),
        (frozenset(Goal), ("integrity", "no sign of a machine", "no error findings", "AEO of 42.5")),
    ],
)
def test_only_what_is_required_is_named_and_always_in_one_order(required, words):
    assert Policy(required=required, min_aeo=42.5).demands == words


def test_a_least_share_that_stands_is_part_of_what_is_asked():
    policy = Policy(required=frozenset({Goal.AEO}), min_aeo=40, min_standing=0.8)

    assert policy.demands == ("AEO of 40, 80% of it on its own",)
