"""Tell people and other programs: every message is a row and a work item before it is sent."""
