"""Detectors that others sell, one adapter each. Their figures are their own; ours are in the model card.

A text leaves the house when one of these is used. Prices are list prices in US dollars and change:
an adapter takes another as `price`.
"""
