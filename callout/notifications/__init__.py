"""Messages to people: templates, queue, providers, receipts."""
