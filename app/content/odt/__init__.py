"""OpenDocument texts (ODT): read as a `Document` with places."""
