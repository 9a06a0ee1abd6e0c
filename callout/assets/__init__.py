"""Product catalogue, versioned code sets and the installed base."""
