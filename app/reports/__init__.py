"""A run as one self-contained HTML page: what was submitted, what became of it, and why.

`build.run_report` builds the values, `page.render_report` the page. Nothing is imported here: commands that
only print a line use `printable` and must start fast.
"""
