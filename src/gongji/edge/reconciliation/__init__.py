"""Daily reconciliation by files: the hub's out to every province, their answers in, and what differs (C-30 … C-34)."""

from gongji.edge.reconciliation.answer_file import (
    AnswerColumnsWrong,
    AnswerEncodingWrong,
    AnswerHashWrong,
    AnswerRowsWrong,
    AnswerTwice,
    AnswerUnreadable,
    read_answer,
)
from gongji.edge.reconciliation.columns import FileFormat
from gongji.edge.reconciliation.engine import EngineName
from gongji.edge.reconciliation.hub_file import write_files
from gongji.edge.reconciliation.reconcile import Reconciled, reconcile

__all__ = [
    "AnswerColumnsWrong",
    "AnswerEncodingWrong",
    "AnswerHashWrong",
    "AnswerRowsWrong",
    "AnswerTwice",
    "AnswerUnreadable",
    "EngineName",
    "FileFormat",
    "Reconciled",
    "read_answer",
    "reconcile",
    "write_files",
]
