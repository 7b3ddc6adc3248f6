"""Filter findings by baseline and changed lines; format them as SARIF, annotations and JSON."""
