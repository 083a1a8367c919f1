"""Natural persons, how to reach them, and the keys under which what we know of them is sealed."""
