"""Did it help? Surveys, call-backs, reopening."""
