"""One file per page; a page runs one query, a form posts one decision."""
