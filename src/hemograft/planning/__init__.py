"""One patient: the case, the strategies and their comparison."""
