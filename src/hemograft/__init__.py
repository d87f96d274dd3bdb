"""Hemograft: what would hematopoietic stem cells, or anything else, do for this patient's low platelets?

Research and education only; not a medical device.
"""

__version__ = "0.1.0"

NOTICE = "Research and education only; not a medical device."
"""The intended use, printed with every output."""
