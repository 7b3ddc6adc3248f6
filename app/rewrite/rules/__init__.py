"""The offline rewriter: what a careful editor does without understanding the subject."""
