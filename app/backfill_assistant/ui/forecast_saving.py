"""ForecastSaving: what can be kept of the Triggers page: a forecast to show to others, and the rows that could enter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from backfill_assistant.ui import trigger_operations
from backfill_assistant.ui.run_operations import ask_where_to_save

if TYPE_CHECKING:
    from backfill_assistant.ui.desk import Desk
    from backfill_assistant.ui.jobs import Job
    from backfill_assistant.ui.widgets.page import Page


class ForecastSaving(QObject):
    """Belongs to the page, and says in its notice what was saved."""

    # A BackfillError.
    failed = Signal(object)

    def __init__(self, desk: Desk, page: Page) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._said = ""

    def forget(self) -> None:
        """Take away what was said of a file that is saved, if it is still there."""
        if self._said and self._page.notice.words == self._said:
            self._page.clear_notice()
        self._said = ""

    @Slot()
    def save_forecast(self) -> None:
        """One page to show to others."""
        name = self._file_name(self.tr("forecast"), "html")
        ask_where_to_save(self._page, self.tr("Save forecast"), name, self.save_forecast_as)

    @Slot(str)
    def save_forecast_as(self, path: str) -> None:
        """The place was chosen."""
        self._tell(trigger_operations.save_forecast(self._desk, path))

    @Slot()
    def save_rows(self) -> None:
        """The rows that could enter a campaign."""
        name = self._file_name(self.tr("could enter"), "csv")
        ask_where_to_save(self._page, self.tr("Save these rows"), name, self.save_rows_as)

    @Slot(str)
    def save_rows_as(self, path: str) -> None:
        """The place was chosen."""
        self._tell(trigger_operations.save_entering_rows(self._desk, path))

    @Slot(str)
    def tell_unsaved(self, path: str) -> None:
        """A picture could not be written."""
        words = self.tr("The picture could not be saved as {name}.").format(name=Path(path).name)
        self._page.notice.say("bad", words, self.tr("Choose another folder, or another name."))

    def _file_name(self, words: str, ending: str) -> str:
        table = self._desk.session.table
        return f"{Path(table.source.name).stem if table is not None else ''} {words}.{ending}".strip()

    def _tell(self, job: Job) -> None:
        self._page.clear_notice()
        job.failed.connect(self.failed)
        job.finished.connect(self._say_saved)

    @Slot(object)
    def _say_saved(self, path: Path) -> None:
        self._said = self.tr("Saved as {name}.").format(name=path.name)
        self._page.notice.say("good", self._said)
