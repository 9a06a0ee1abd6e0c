"""Industry packs: data and a few named hooks, no change of the core."""
