"""How a legal basis ranks; the last two never carry a confirmed finding."""

from enum import StrEnum


class Rank(StrEnum):
    """法律, 行政法规, 地方性法规, 规章, 上级规范性文件, 本级文件, 参照外地, 系统设定."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    GOVERNMENT_RULE = "government_rule"
    SUPERIOR_DOCUMENT = "superior_document"
    OWN_DOCUMENT = "own_document"
    ELSEWHERE = "elsewhere"
    SYSTEM = "system"
