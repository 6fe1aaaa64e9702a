"""Spreadsheets: canonical text with tables, figures as printed.

The modules in reading order: ``grid`` (what a sheet shows), ``printed`` (number formats), ``values`` (by calamine), ``xlsx``,
``xls``, ``ods`` (one format each), ``separated`` (csv), ``layout`` (canonical text).
"""

from etl.readers.sheets import ods, separated, xls, xlsx

READERS = (xlsx.READER, xls.READER, ods.READER, separated.READER)
