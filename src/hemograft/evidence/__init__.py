"""Published numbers as records: value, unit, interval, population, source, provenance and use."""

from hemograft.evidence.loader import EvidenceError, Numbers, number, numbers_of, record, records, records_with
from hemograft.evidence.record import Provenance, Record, Use

__all__ = [
    "EvidenceError",
    "Numbers",
    "Provenance",
    "Record",
    "Use",
    "number",
    "numbers_of",
    "record",
    "records",
    "records_with",
]
