"""The engineer's phone: devices, sync and the app's pages."""
