"""Pages for customers without a login."""
