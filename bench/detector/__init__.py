"""How good and how fast the detector is: `make bench-detector DATA=folder`."""
