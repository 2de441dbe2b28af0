"""Number formats that change what a person sees in a cell: `00000`, `000-00-0000`, `0.0%`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# Built in by every spreadsheet: 9 is 0%, 10 is 0.00%.
BUILT_IN = {9: "0%", 10: "0.00%"}
LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')


@dataclass(frozen=True)
class Mask:
    """How a number is shown; `pattern` holds 0 and # for digits and everything else as it stands."""

    percent: bool
    pattern: str = ""

    def show(self, value: float) -> str | None:
        """What the cell shows; None when the mask does not fit this number."""
        if self.percent:
            return f"{(Decimal(repr(value)) * 100).normalize():f}%"
        if value < 0 or not value.is_integer():
            return None
        digits = list(str(int(value)))
        places = sum(self.pattern.count(sign) for sign in "0#")
        digits = ["0"] * (places - len(digits)) + digits
        surplus, digits = digits[: len(digits) - places], digits[len(digits) - places :]
        shown = []
        for sign in self.pattern:
            if sign in "0#":
                if surplus:
                    shown += surplus
                    surplus = []
                shown.append(digits.pop(0))
            else:
                shown.append(sign)
        return "".join(shown)


def mask_of(number_format: str) -> Mask | None:
    """The mask of a number format; None when the bare number is what a person means."""
    plain = LITERAL.sub(lambda found: found[1] or found[2] or "", number_format.split(";")[0])
    if re.fullmatch(r"[#,0]*0(?:\.[0#]+)?\s?%", plain):
        return Mask(True)
    if re.fullmatch(r"[0# ()+/-]*", plain) and plain.count("0") >= 2 and not plain.startswith("#"):
        return Mask(False, plain)
    return None
