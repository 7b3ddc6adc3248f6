"""Markdown and MDX. CommonMark's structure comes from pulldown-cmark; offsets are in characters."""
