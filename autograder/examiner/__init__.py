"""The trusted side: it runs the instructor's tests, and what learners wrote reaches it as data alone."""
