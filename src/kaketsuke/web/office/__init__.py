"""The office: buildings, contracts, companies, versions, prices, accounts, books, the record."""
