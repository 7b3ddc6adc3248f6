"""Quantities of a sentence as values: number, unit, rate, bound, sign, range, date and time of day."""

from app.rewrite.facts.quantities.compare import QuantityDifference, quantity_differences
from app.rewrite.facts.quantities.model import Bound, Quantity, QuantityKind
from app.rewrite.facts.quantities.scan import quantities

__all__ = [
    "Bound",
    "Quantity",
    "QuantityDifference",
    "QuantityKind",
    "quantities",
    "quantity_differences",
]
