"""What a model may not touch is taken out of its sight and put back exactly once."""

from app.rewrite.masks.mask import Mask, Masked, MaskKind, mask_section
from app.rewrite.masks.restore import MaskBroken, restore

__all__ = ["Mask", "MaskBroken", "MaskKind", "Masked", "mask_section", "restore"]
