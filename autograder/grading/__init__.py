"""From what lies in ``submitted/`` to an outcome for everyone: read, restored, run twice, recorded."""
