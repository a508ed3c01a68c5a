"""From a learning platform, a folder or the exchange into ``submitted/``: whose each file is, which attempt counts."""
