"""What holds for every object, the shape of the code, and the running program as a whole."""
