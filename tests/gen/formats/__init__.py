"""Reports with known truth as the files that offices have: web pages, Word, Excel, PDF, encodings.

Everything here is written with the standard library alone; office.py has real programs make files.
"""
