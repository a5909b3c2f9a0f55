"""What ISO 20022 messages of the clearing share: amounts, moments, parties, and their bytes.

The classes of pyiso20022 are made from the published schemas, with what these demand of each field.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.models.datatype import XmlDate, XmlDateTime

from gongji.ground.calendar import BEIJING
from gongji.ground.money import yuan_of

CURRENCY = "CNY"
# How a region's six digits are to be read.
DIVISIONS = "GB/T 2260"
SERIALIZER = XmlSerializer(config=SerializerConfig(indent="  "))


def written(document: Any, *, namespace: str) -> bytes:
    """A message as UTF-8."""
    return SERIALIZER.render(document, ns_map={None: namespace}).encode()


def amount(fen: int) -> Decimal:
    """Yuan of an amount without its sign, which messages tell apart from it."""
    return Decimal(yuan_of(abs(fen)))


def moment(at: datetime) -> XmlDateTime:
    """A moment in Beijing, to the second."""
    return XmlDateTime.from_datetime(at.astimezone(BEIJING).replace(microsecond=0))


def day(on: date) -> XmlDate:
    """A day."""
    return XmlDate.from_date(on)
