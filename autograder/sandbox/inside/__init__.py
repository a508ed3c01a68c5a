"""The trust boundary: all of ours that a learner's code can read and change is in this folder, and nothing else is."""
