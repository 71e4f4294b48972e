"""Charts and dictations of people who do not exist, made by a seeded script, with their true text."""
