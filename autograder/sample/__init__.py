"""A class that hands in as students do, with the points that each has to get."""
