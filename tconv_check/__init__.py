"""A check for learners before they hand in: ``python -m tconv_check scatter.ipynb``.

It reads the notebook by the grader's rules, runs it with the grader's own code (``inside`` is a link to
``autograder/sandbox/inside``; the wheel has its files), and says in a few lines what to mend. Nothing else of the
grader is needed.
"""
