"""The written service: its terms, its figures and its decisions, as pure functions over facts.

One module answers one question, in the order of the document: `request` (may we go out?), `site`
(may the work begin?), `charge` (what does the customer pay?), `damage` (what does the company
pay?). `questions` puts all four in JSON; `terms` reads a document; `wording` has the sentences in
every language; `coverage` says which clause is held by what.
"""
