"""Commands that are more than a few lines, one module each, and what all commands share."""
