"""How the installation feels: readings for the health page, for probes and for Prometheus."""
