"""The life of an accepted request: the only writer of a case's state."""
