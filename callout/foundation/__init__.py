"""No business: transitions, events, audit, business time, numbering, crypto, files, screens' components."""
