"""The search: from a patient's typing to a ranked list of donors or cord blood units, each with its reasons."""
