"""Registrants: presentation of the document, consent, registration, decline."""
