"""What a rule may look for, one file each. `reading` chooses the kind by its name."""
