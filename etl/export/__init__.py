"""What a county's office gets: workbook, CSV files and data package."""

from etl.export.county import Guard, export_county, write_documents
from etl.export.overview import write_overview
from etl.export.review import ReviewRow, review_rows
from etl.export.review_sheets import Reviewed

__all__ = ["Guard", "ReviewRow", "Reviewed", "export_county", "review_rows", "write_documents", "write_overview"]
