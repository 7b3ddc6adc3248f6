"""A simulated answer engine, offline and deterministic: a regression test of retrievability, no forecast."""
