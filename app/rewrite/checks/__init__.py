"""Further checks of a candidate whose facts were kept: off unless a policy names them."""
