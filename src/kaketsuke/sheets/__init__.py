"""Tables as people send and take them: CSV in the country's encodings, and .xlsx. No Django.

What is handed over is not trusted: sizes are capped, a workbook is opened by a process of its own
with little memory and little time, and nothing is guessed.
"""
