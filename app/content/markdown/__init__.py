"""Markdown and MDX. CommonMark's structure comes from pulldown-cmark; places are kept in characters."""
