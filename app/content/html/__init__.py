"""HTML as a reader sees it, with the source offset of every character. See ADR 0011."""
