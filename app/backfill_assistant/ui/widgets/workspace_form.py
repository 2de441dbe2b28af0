"""WorkspaceForm: name, keys, region and route of a workspace, with what each is for and where to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from backfill_assistant.core.routes import Route
from backfill_assistant.ui.widgets.card import Card
from backfill_assistant.ui.widgets.choices import labelled, line_edit
from backfill_assistant.ui.widgets.segmented import SegmentedChoice
from backfill_assistant.ui.widgets.text import Text

if TYPE_CHECKING:
    from backfill_assistant.core.journal.runs import Region, WorkspaceAddress
    from backfill_assistant.ui.workspace_work import Draft


class WorkspaceForm(Card):
    """Fields for a new workspace, or for one whose keys change. What is typed as a key is hidden and leaves with `take_draft`."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.body.addWidget(self._route_part())
        self.body.addLayout(self._fields_part())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.show_for(None)

    def show_for(self, address: WorkspaceAddress | None) -> None:
        """Empty fields for a new workspace (None), or the known ones of another, whose keys are not shown."""
        self.name.setText("" if address is None else address.name)
        self.route.choose(Route.TRACK if address is None else address.route)
        self.region.choose("eu" if address is None else address.region.value)
        self._show_fields()

    @property
    def complete(self) -> bool:
        """Whether everything needed is filled in."""
        needs_site = self.route.value is Route.TRACK and self._private_region() is None
        return bool(self.key.text().strip()) and (not needs_site or bool(self.site_id.text().strip()))

    def choose_region(self, region: str) -> None:
        """Show another region."""
        self.region.choose(region)

    def draft(self) -> Draft:
        """What is typed in."""
        from backfill_assistant.core.journal.runs import Region
        from backfill_assistant.ui.workspace_work import Draft

        return Draft(
            self.name.text(),
            self._private_region() or Region(str(self.region.value)),
            Route(str(self.route.value)),
            self.site_id.text(),
            self.key.text(),
            self.app_key.text(),
        )

    def forget_keys(self) -> None:
        """Empty the fields that hold keys."""
        for edit in (self.site_id, self.key, self.app_key):
            edit.clear()

    def _private_region(self) -> Region | None:
        from backfill_assistant.ui.workspace_work import private_key_region

        return private_key_region(self.key.text())

    def _route_part(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        choices = [(Route.TRACK, self.tr("Track API (usual)")), (Route.PIPELINES, self.tr("Pipelines API"))]
        self.route = SegmentedChoice(self.tr("Route"), choices, part)
        self.route.chosen.connect(self._show_fields)
        row = QHBoxLayout()
        row.addWidget(self.route)
        row.addStretch(1)
        column.addLayout(row)
        self._route_words = Text("", part, role="muted")
        column.addWidget(self._route_words)
        return part

    def _fields_part(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        self.site_id = line_edit(self.tr("Site ID"), self, secret=True)
        self.key = line_edit(self.tr("API key"), self, secret=True)
        self.app_key = line_edit(self.tr("App API key (optional)"), self, secret=True)
        self.name = line_edit(self.tr("Name here (optional)"), self)
        self.region = SegmentedChoice(self.tr("Region"), [("eu", self.tr("EU")), ("us", self.tr("US"))], self)
        self._site_part = labelled(
            self.tr("&Site ID"), self.site_id, self, hint=self.tr("Settings › Workspace settings › API credentials")
        )
        key_part = labelled(
            self.tr("API &key, or a private key sk_…"), self.key, self, hint=self.tr("A private key needs no other key beside it")
        )
        app_part = labelled(
            self.tr("A&pp API key (optional)"), self.app_key, self, hint=self.tr("Reads campaigns and the workspace's name")
        )
        name_part = labelled(
            self.tr("&Name here (optional)"), self.name, self, hint=self.tr("Without one, Customer.io's own name is used")
        )
        region_part = QWidget(self)
        beside = QHBoxLayout(region_part)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(Text(self.tr("Region"), region_part, role="muted", wraps=False))
        beside.addWidget(self.region)
        self._region_words = Text("", region_part, role="small", tone="neutral")
        beside.addWidget(self._region_words, 1)
        grid.addWidget(key_part, 0, 0)
        grid.addWidget(self._site_part, 0, 1)
        grid.addWidget(app_part, 1, 0)
        grid.addWidget(name_part, 1, 1)
        grid.addWidget(region_part, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for edit in (self.key, self.site_id):
            edit.textChanged.connect(self._show_fields)
        for first, second in ((self.key, self.site_id), (self.site_id, self.app_key), (self.app_key, self.name)):
            QWidget.setTabOrder(first, second)
        return grid

    @Slot()
    def _show_fields(self) -> None:
        track = self.route.value is Route.TRACK
        self._route_words.setText(
            self.tr(
                "The Track API names every record it refuses, so a report can say exactly what is wrong with which row. "
                "What is sent goes to this workspace only."
            )
            if track
            else self.tr(
                "The Pipelines API is what Customer.io recommends for general use, but refuses a batch as a whole, which is then "
                "split until the row is found. What is sent also goes to every destination connected to the source."
            )
        )
        private = self._private_region()
        self._site_part.setVisible(track)
        self.site_id.setEnabled(private is None)
        self.app_key.setEnabled(private is None)
        self.region.setEnabled(private is None)
        if private is not None:
            self.region.choose(private.value)
        self._region_words.setText(
            self.tr("The key says which.") if private is not None else self.tr("Checked before any customer data is sent.")
        )
        self.changed.emit()
