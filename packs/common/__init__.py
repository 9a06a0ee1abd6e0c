"""What several industries share: service types and calendars."""
