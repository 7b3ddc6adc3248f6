"""What is left of a sentence when figures, names and operators are compared: its words."""
