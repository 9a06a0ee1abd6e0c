"""Who may do what, and where: users, roles, regions, outlets and the scope of data each sees."""
