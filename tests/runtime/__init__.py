"""The processes, started and killed for real, each time in a home and on a port of their own."""
