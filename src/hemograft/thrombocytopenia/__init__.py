"""Causes of thrombocytopenia as changes to the blood system, and what low platelets do to a patient."""
