"""A place on the map, as a person sends it from their phone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from helpline.text.characters import clean, truncate_graphemes, without_bidi

_LONGEST = 200


@dataclass(frozen=True)
class Place:
    """A place: degrees north and east (WGS 84), what it is called, and its address; both may be
    "".
    """

    latitude: float
    longitude: float
    label: str = ""
    address: str = ""

    @classmethod
    def parse(
        cls, latitude: str, longitude: str, *, label: str = "", address: str = ""
    ) -> Place | None:
        """Reads a place as a carrier writes it; None if it is none on this earth."""
        try:
            north, east = float(latitude[:32]), float(longitude[:32])
        except ValueError:
            return None
        if not (math.isfinite(north) and math.isfinite(east)):
            return None
        if abs(north) > 90 or abs(east) > 180:
            return None
        return cls(north, east, _words(label), _words(address))

    @property
    def coordinates(self) -> str:
        """Its degrees, to about a metre: "27.70390, 85.31450"."""
        return f"{self.latitude:.5f}, {self.longitude:.5f}"

    @property
    def words(self) -> str:
        """All of it in one line, as an answer to where somebody is."""
        named = [part for part in dict.fromkeys((self.label, self.address)) if part]
        return f"{', '.join(named)} ({self.coordinates})" if named else self.coordinates


def _words(text: str) -> str:
    return truncate_graphemes(without_bidi(" ".join(clean(text).split())), _LONGEST)
