"""A rewrite back into the author's Word file, as tracked changes that a person accepts or rejects."""
