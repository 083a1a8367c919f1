"""The operator's and the supervisor's console."""
