"""Which outlet, which engineer, when, and why."""
