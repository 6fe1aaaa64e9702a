"""What a county's office gets: workbook, CSV files and data package."""

from etl.export.county import export_county, write_documents
from etl.export.overview import write_overview
from etl.export.review import ReviewRow, review_rows

__all__ = ["ReviewRow", "export_county", "review_rows", "write_documents", "write_overview"]
