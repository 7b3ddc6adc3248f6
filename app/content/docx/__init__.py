"""Word files (DOCX): read as a `Document` with places, and written back with tracked changes."""
