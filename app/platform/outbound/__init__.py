"""Requests to addresses that people name: checked, connected to as checked, bounded in size and time."""

from app.platform.outbound.client import Answer, OutboundClient
from app.platform.outbound.rules import PUBLIC, AddressRules, ForbiddenAddress

__all__ = ["PUBLIC", "AddressRules", "Answer", "ForbiddenAddress", "OutboundClient"]
