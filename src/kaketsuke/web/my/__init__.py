"""My page: what a registrant sees and changes of themselves."""
