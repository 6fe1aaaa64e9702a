"""The review loop: questions go out in a workbook, decisions come back, and none is lost or used for another figure."""
