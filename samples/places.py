"""The four places: their branches and the day that everything is set around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Place:
    """One branch, as the file of branches has it."""

    name: str
    source: str
    region: str
    zone: str
    name_en: str
    name_zh: str
    line: str
    #: The working day that the samples are made around, on this place's calendar. While Hong Kong has its Tuesday,
    #: Vancouver can only be called on its Monday evening.
    day: date


HONG_KONG = Place("中环院", "harbour-clinic", "HK", "Asia/Hong_Kong", "Harbour Skin Clinic Central",
                  "海港皮肤诊所中环院", "+85223450180", date(2026, 11, 24))  # fmt: skip
SINGAPORE = Place("乌节院", "harbour-clinic", "SG", "Asia/Singapore", "Harbour Skin Clinic Orchard",
                  "海港皮肤诊所乌节院", "+6562340181", date(2026, 11, 24))  # fmt: skip
VANCOUVER = Place("温哥华院", "harbour-clinic", "CA", "America/Vancouver", "Harbour Skin Clinic Vancouver",
                  "海港皮肤诊所温哥华院", "+16045550199", date(2026, 11, 23))  # fmt: skip
WORKSHOP = Place("九龙湾站", "lion-motors", "HK", "Asia/Hong_Kong", "Lion Motors Kowloon Bay",
                 "狮子汽车九龙湾站", "+85227550182", date(2026, 11, 24))  # fmt: skip

CLINICS = (HONG_KONG, SINGAPORE, VANCOUVER)
