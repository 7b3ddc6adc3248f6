"""The providers that come with the package, one file each; `pyproject.toml` lists them as entry points."""
