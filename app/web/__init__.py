"""The desk's page and API: an entry point. Everything is served from here, nothing from elsewhere."""
