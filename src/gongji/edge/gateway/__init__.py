"""The national institution interface: what tills of pharmacies and hospitals already speak (infno …).

A body goes in at `Gateway.answer`, a reply comes out, whatever the body is. One file for each family of transactions;
what differs between regions is a `Profile`.
"""

from gongji.edge.gateway.door import SETTLE_THREADS, SINGLE_THREADS, Gateway
from gongji.edge.gateway.profile import Profile, profiles
from gongji.edge.gateway.refusals import NotAMessage
from gongji.edge.gateway.reply import Reply

__all__ = ["SETTLE_THREADS", "SINGLE_THREADS", "Gateway", "NotAMessage", "Profile", "Reply", "profiles"]
