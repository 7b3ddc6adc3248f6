"""Everything of a text that is not plain prose, matched one to one and in place."""

from app.rewrite.facts.inventory.differences import differences, inventory_differences
from app.rewrite.facts.inventory.quotations import quotations
from app.rewrite.facts.inventory.reading import Inventory

__all__ = ["Inventory", "differences", "inventory_differences", "quotations"]
