"""What a customer is owed: calendars, service levels, warranty and contracts."""
