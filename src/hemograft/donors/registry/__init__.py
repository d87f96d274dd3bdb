"""The registry of donors and cord blood units: a columnar store that grows and shrinks without being rebuilt."""
