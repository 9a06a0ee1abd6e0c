"""Days of dispatch played through the real services with a clock of their own; policies compared on common seeds."""
