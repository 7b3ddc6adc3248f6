"""The local pipeline: a private Redis and supervised workers, started by `copydesk up`."""
