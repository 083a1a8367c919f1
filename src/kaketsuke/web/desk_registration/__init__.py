"""Registration at the counter and by telephone, and the owner's word on who lives where."""
