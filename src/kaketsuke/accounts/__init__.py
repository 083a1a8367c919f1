"""Sign-in accounts, what they are granted, and who is looking (the viewer)."""
