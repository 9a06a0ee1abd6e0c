"""Engineers with their skills, shifts and absences; what outlets cover and may repair."""
