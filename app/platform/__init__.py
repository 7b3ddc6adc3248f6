"""What the machine gives: clock, paths, keys, encryption, environment, systemd."""
