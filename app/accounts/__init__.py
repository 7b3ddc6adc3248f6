"""Who may: passwords, sessions, API tokens, links, single sign-on."""
