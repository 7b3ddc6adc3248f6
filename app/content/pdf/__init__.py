"""PDF files with a text layer: read as a `Document` with pages as places. Needs the extra `pdf`."""
