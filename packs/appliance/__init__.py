"""Home appliances 家用电器."""
