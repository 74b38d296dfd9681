"""Sheets of labels and envelopes, in millimetres: the makers' own measures, envelopes by ISO 269 and GB/T 1416."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

A4 = (210.0, 297.0)
LETTER = (215.9, 279.4)


@dataclass(frozen=True)
class Sheet:
    """A sheet of labels: its size, the labels' size, where the first one stands, and the gaps between them."""

    page: tuple[float, float]
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0.0
    gap_y: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Whether the labels fit on the page."""
        wide = self.left + self.columns * self.width + (self.columns - 1) * self.gap_x
        high = self.top + self.rows * self.height + (self.rows - 1) * self.gap_y
        return wide <= self.page[0] + 0.5 and high <= self.page[1] + 0.5

    def as_data(self) -> dict[str, Any]:
        """For the template."""
        return asdict(self)


SHEETS = {
    "l7160": Sheet(A4, 3, 7, 63.5, 38.1, 7.25, 15.15, 2.5),
    "l7163": Sheet(A4, 2, 7, 99.1, 38.1, 4.65, 15.15, 2.5),
    "5160": Sheet(LETTER, 3, 10, 66.675, 25.4, 4.7625, 12.7, 3.175),
    "a4_3x8": Sheet(A4, 3, 8, 70.0, 37.0, 0.0, 0.5),
}
ENVELOPES = {
    "dl": (220.0, 110.0),  # 5号
    "zl": (230.0, 120.0),  # 6号
    "c5": (229.0, 162.0),  # 7号
    "c4": (324.0, 229.0),  # 9号
    "b6": (176.0, 125.0),  # 3号
}
