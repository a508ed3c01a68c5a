"""Where outcomes are kept for the instructor: nbgrader's database, and the table of grades."""
