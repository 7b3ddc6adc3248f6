"""Further checks of a candidate in which nothing is broken: those of a policy, and the judge of words."""
