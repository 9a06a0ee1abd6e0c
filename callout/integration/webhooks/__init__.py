"""Webhooks out: events go to outside addresses, signed, retried, switched off when they keep failing."""
