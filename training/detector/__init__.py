"""How the weights of the `copydesk` detector are made: `python -m training.detector DATA`."""
