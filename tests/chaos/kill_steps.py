"""The steps of a rewrite at which a worker can be killed, in their order."""

BEFORE, DURING, AFTER = "before the call", "during the call", "after the reply"
STORED, COMMIT, DONE = "reply stored", "before the commit", "after the commit"
STEPS = (BEFORE, DURING, AFTER, STORED, COMMIT, DONE)
