"""Reading plain text by language: figures first. Standard library only, linear time."""
