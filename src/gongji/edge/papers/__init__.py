"""Papers of the clearing: tables, statements and notices as spreadsheets and pages, and as ISO 20022 messages.

What a paper says is put together from the batch (tables.py, notice.py); how it looks is the same for all (xlsx.py,
pdf.py, paper.typ). The same batch gives the same bytes.
"""

from gongji.edge.papers.camt053 import clearing_statement
from gongji.edge.papers.capitals import in_capitals
from gongji.edge.papers.institution import institution_paper
from gongji.edge.papers.month import (
    Step,
    national_papers,
    pool_message,
    pool_papers,
    province_message,
    province_papers,
)
from gongji.edge.papers.notice import collection_paper, payment_paper
from gongji.edge.papers.orders import orders_as_csv, orders_to_pay
from gongji.edge.papers.pacs009 import order_to_pay
from gongji.edge.papers.paper import Column, Kind, Paper, Table
from gongji.edge.papers.pdf import write_pdf
from gongji.edge.papers.projection import projection_paper
from gongji.edge.papers.tables import (
    disputed_lines,
    national_table,
    pool_statement,
    province_inside,
    province_payable,
    province_receivable,
)
from gongji.edge.papers.xlsx import write_xlsx

__all__ = [
    "Column",
    "Kind",
    "Paper",
    "Step",
    "Table",
    "clearing_statement",
    "collection_paper",
    "disputed_lines",
    "in_capitals",
    "institution_paper",
    "national_papers",
    "national_table",
    "order_to_pay",
    "orders_as_csv",
    "orders_to_pay",
    "payment_paper",
    "pool_message",
    "pool_papers",
    "pool_statement",
    "projection_paper",
    "province_inside",
    "province_message",
    "province_papers",
    "province_payable",
    "province_receivable",
    "write_pdf",
    "write_xlsx",
]
