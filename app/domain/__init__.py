"""Pure judgement: values and decisions. Imports the standard library only, does no I/O."""
