"""One file for each page; a page reads one query, a form posts one decision."""
