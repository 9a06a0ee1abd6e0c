"""Finding the fault: guided trees, display codes, logs, versions, curves, and what helped in cases like this one."""
