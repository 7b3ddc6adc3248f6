"""Filter findings (baseline, changed lines) and format them as SARIF, annotations and JSON.."""
