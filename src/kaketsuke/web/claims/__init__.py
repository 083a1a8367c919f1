"""The desk of complaints and damage claims, where every deadline is in sight."""
