"""Words between desk and engineer about one case; the customer does not see them."""
