"""Cases: leases, answers, decisions, deadlines, budget alerts."""
