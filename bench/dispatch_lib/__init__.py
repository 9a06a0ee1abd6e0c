"""Instances of the dispatch bench and the other engines that it runs beside Callout's kernel."""
