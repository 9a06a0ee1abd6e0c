"""The dispatcher's board: what it shows, what a drop would mean, what people do on it, drafts and who else is there."""
