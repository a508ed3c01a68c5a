"""Release, grade and give feedback: nbgrader's formats, our own checks."""
