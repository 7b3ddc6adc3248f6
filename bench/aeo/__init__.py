"""How good, how honest and how fast the AEO score is: `python -m bench.aeo --help`."""
