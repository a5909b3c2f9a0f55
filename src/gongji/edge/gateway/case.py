"""One message being handled: whose it is and with what."""

from collections.abc import Mapping

from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.profile import Profile, profiles
from gongji.edge.office import Office
from gongji.ground.keys import KeyStore
from gongji.ground.value import value
from gongji.institutions import Institution, InstitutionUnknown
from gongji.settlement import Moment


@value
class Case:
    """A message with its institution, the dialect it is answered in, and the moment it is accepted."""

    message: Message
    institution: Institution
    profile: Profile
    moment: Moment
    keys: KeyStore


def case_of(message: Message, institutions: Mapping[str, Institution], office: Office, moment: Moment) -> Case:
    """The case of a message; refuses an institution nobody designated. Suspension is settlement's to refuse (X-41)."""
    code = message.envelope.fixmedins_code
    if code not in institutions:
        raise InstitutionUnknown(institution=code)
    institution = institutions[code]
    return Case(message, institution, profiles()[institution.profile], moment, office.keys)
