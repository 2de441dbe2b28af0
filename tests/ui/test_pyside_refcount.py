"""PySide6 6.12.0 on Python below 3.12 takes one reference of True per emit(); after some thousand the process aborts.

Kept so that an upgrade which brings the fault back is seen at once.
"""

import sys

from PySide6.QtCore import QObject, Signal


class Emitter(QObject):
    tick = Signal(int)


def test_emit_keeps_reference_counts(qapp):
    emitter = Emitter()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for number in range(100):
        emitter.tick.emit(number)
        emitter.setObjectName("x")
    after = sys.getrefcount(True), sys.getrefcount(None)
    # From 3.12 on True is immortal, and the counts never change.
    assert before[0] - after[0] < 50
    assert before[1] - after[1] < 50
