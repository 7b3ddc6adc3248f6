"""The moves of a submission, each in the transaction that decided it."""
