"""Word documents: their text as Markdown with places, and rewrites as tracked changes in the same file."""
