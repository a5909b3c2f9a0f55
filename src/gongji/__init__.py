"""Gongji (共济): the medical-insurance wallet and cross-province mutual aid of personal accounts."""
