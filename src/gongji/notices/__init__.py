"""What people are told: facts become notices, in order for each person, sent by SMS and kept in an inbox,
and everybody's history of money.

Facts are read from where reading stopped (decision 0007); what was rolled back is never told. A notice carries a kind
and facts; its words are the door's (`edge/wording/notices.toml`).
"""

from gongji.notices.deliver import mark_delivered, mark_kept, to_deliver
from gongji.notices.inbox import NoticeUnknown, list_notices, read_notice
from gongji.notices.kind import Kind
from gongji.notices.notice import Notice
from gongji.notices.outbox import write_outbox
from gongji.notices.records import Record, list_records

__all__ = [
    "Kind",
    "Notice",
    "NoticeUnknown",
    "Record",
    "list_notices",
    "list_records",
    "mark_delivered",
    "mark_kept",
    "read_notice",
    "to_deliver",
    "write_outbox",
]
