"""Systems of others, reached over HTTP. Each answers, or is taken as not knowing; no money is locked meanwhile."""

from gongji.edge.partners.civil_affairs import Certificate, CivilAffairs, KinAnswer

__all__ = ["Certificate", "CivilAffairs", "KinAnswer"]
