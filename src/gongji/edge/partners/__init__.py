"""Systems of others, reached over HTTP. Each answers, or is taken as not knowing; no money is locked meanwhile."""

from gongji.edge.partners.civil_affairs import Certificate, CivilAffairs, KinAnswer
from gongji.edge.partners.sms import Sms
from gongji.edge.partners.tax import Tax, TaxAnswer, TaxState

__all__ = ["Certificate", "CivilAffairs", "KinAnswer", "Sms", "Tax", "TaxAnswer", "TaxState"]
