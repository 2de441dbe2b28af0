"""A mistake in a model reaches the last resort; it must not end the program."""

import os
import subprocess
import sys

PROGRAM = """
import sys
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from backfill_assistant.ui.widgets.data_table import DataTable

class Mistaken(QAbstractTableModel):
    def rowCount(self, parent=None):
        return 3

    def columnCount(self, parent=None):
        return 2

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            raise ValueError("a mistake")

seen = []
sys.excepthook = lambda kind, error, trace: seen.append(kind)
application = QApplication([])
window = QWidget()
table = DataTable("t", window)
table.setModel(Mistaken(table))
window.show()
QTest.qWaitForWindowExposed(window)
table.grab()
print(sorted({kind.__name__ for kind in seen}))
"""


def test_it_is_reported_and_the_window_stays():
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "['ValueError']"), ended.stderr
