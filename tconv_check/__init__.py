"""A check for learners before they hand in: ``python -m tconv_check scatter.ipynb``.

It reads the notebook, runs it as the grader does, as far as that goes without a sandbox, and says in a few lines what
to mend. It needs NumPy and ``tconv_lib``, and nothing of the grader.
"""
