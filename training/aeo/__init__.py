"""How the weights of the AEO score were made: `python -m training.aeo.fit`."""
