"""The resident's way in: read the document, accept or decline, prove a number, register."""
