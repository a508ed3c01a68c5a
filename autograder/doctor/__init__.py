"""Whether this machine can grade: what is there, what is missing and in which order to install it, and a trial."""
