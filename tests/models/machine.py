"""All rules in one machine: whatever a family and the staff do, in whatever order."""

from tests.models.answer_rules import AnswerRules
from tests.models.code_rules import CodeRules
from tests.models.complaint_rules import ComplaintRules
from tests.models.kin_rules import KinRules
from tests.models.mandate_rules import MandateRules
from tests.models.message_rules import MessageRules
from tests.models.move_rules import MoveRules
from tests.models.pilot_rules import PilotRules
from tests.models.visit_rules import VisitRules
from tests.models.year_rules import YearRules


class FamilyMachine(
    AnswerRules,
    KinRules,
    MoveRules,
    CodeRules,
    MessageRules,
    VisitRules,
    PilotRules,
    MandateRules,
    ComplaintRules,
    YearRules,
):
    """Everything they can do in some months."""
