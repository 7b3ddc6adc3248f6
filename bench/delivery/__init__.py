"""What delivery costs and how fast it recovers: `python -m bench.delivery`, one table per question."""
