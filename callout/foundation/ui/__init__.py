"""Screen components shared by every app."""
