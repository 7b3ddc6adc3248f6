"""The `copydesk` command: parse, call, print."""
