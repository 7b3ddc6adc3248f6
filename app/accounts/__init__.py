"""Authentication and access: passwords, sessions, API tokens, links, single sign-on."""
