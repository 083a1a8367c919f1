"""Where each role begins after signing in."""
