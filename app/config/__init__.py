"""Settings from the environment and policies from files, refused with a sentence where they are wrong."""
