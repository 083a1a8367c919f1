"""The technician's phone: one task a screen, from the offer to the receipt."""
