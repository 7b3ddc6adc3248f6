"""Chat models and everything around a paid call: ledger, prices, limits, circuit breaker."""
