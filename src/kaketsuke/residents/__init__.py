"""Registrants: invitation, presentation of the document, consent, registration, moving out."""
