"""The desk's web page and API: an entry point. Everything is served from here, nothing from third parties."""
