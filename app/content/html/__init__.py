"""HTML as a reader sees it, with the place of every character in the source. See ADR 0011."""
