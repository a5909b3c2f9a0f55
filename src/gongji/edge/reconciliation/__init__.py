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
from gongji.edge.reconciliation.exchange import read_new_answers, write_new_days
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
    "read_new_answers",
    "reconcile",
    "write_files",
    "write_new_days",
]
