"""The desk of complaints, damage claims and area events, where every deadline is in sight."""
