"""People and organisations with their contacts and sites."""
