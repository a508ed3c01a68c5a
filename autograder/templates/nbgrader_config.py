"""The course for plain nbgrader: its commands and formgrader see what autograder sees, by the same rules."""

import tomllib
from pathlib import Path

from autograder import nbgrader_plugins as plugins

root = Path(__file__).resolve().parent
course = tomllib.loads((root / "course.toml").read_text(encoding="utf-8"))

c = get_config()  # noqa: F821 - given by traitlets
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = course["name"]
c.CourseDirectory.db_url = plugins.gradebook_address(root)
c.Exchange.root = str(root / "exchange")

# Deleted, edited and duplicated cells are put right; the tests' random cases come from the course's seed.
c.Autograde.sanitize_preprocessors = plugins.sanitize_preprocessors()
c.Restore.course = str(root)

# Learners' code runs in the sandbox, and its points are those of autograder grade.
c.Autograde.autograde_preprocessors = plugins.autograde_preprocessors()
c.ExecuteSandboxed.course = str(root)
c.ClearMetadataPreprocessor.enabled = False  # Restore has dropped what learners put there
plugins.use_seed(root / "seed")

# What lateness costs is [late] in course.toml; a plugin of your own, named below this line, takes its place.
c.AssignLatePenalties.plugin_class = plugins.LatePolicyPlugin
c.LatePolicyPlugin.course = str(root)

# Feedback shows no hidden test, and nothing that a browser would run.
c.GenerateFeedback.preprocessors = plugins.feedback_preprocessors()

# 'nbgrader export' writes beside grades.csv, which is autograder's own table.
c.ExportPlugin.to = str(root / "nbgrader_grades.csv")
