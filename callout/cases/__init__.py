"""The case: intake, triage, promised times, waiting, resolution, closing."""
