"""The desk: calls, the caller's file, taking a request."""
