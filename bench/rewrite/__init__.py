"""How many slow calls one rewrite worker holds, how well it uses an allowance, and what a kill loses."""
