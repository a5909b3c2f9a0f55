"""One message being handled: whose it is and with what."""

from dataclasses import dataclass

from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.profile import Profile
from gongji.ground.keys import KeyStore
from gongji.institutions import Institution
from gongji.settlement import Moment


@dataclass(frozen=True, slots=True)
class Case:
    """A message with its institution, the dialect it is answered in, and the moment it is accepted."""

    message: Message
    institution: Institution
    profile: Profile
    moment: Moment
    keys: KeyStore
