"""Documents people keep: the signed service record as PDF."""
