"""Tables as people send them: CSV in the encodings of the country, and .xlsx. Pure, no Django.

What is handed over is not trusted: sizes are capped, a workbook is opened by a process of its own
with little memory and little time, and nothing is guessed.
"""
