"""Triggers: which rows could start which campaign, when sending starts, and what is to happen with these rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from backfill_assistant.core.forecast.plans import Choice, Decision, SendingPlan
from backfill_assistant.core.forecast.timeline import TimeScale, whole_scale
from backfill_assistant.ui import operations, trigger_operations
from backfill_assistant.ui.desk import Desk
from backfill_assistant.ui.forecast_saving import ForecastSaving
from backfill_assistant.ui.steps import Step
from backfill_assistant.ui.timeline_views import bars_as_text, timeline_text, timeline_view
from backfill_assistant.ui.trigger_words import going_words, plan_words
from backfill_assistant.ui.widgets.campaigns_panel import CampaignsPanel
from backfill_assistant.ui.widgets.empty_state import EmptyState
from backfill_assistant.ui.widgets.entry_summary import EntrySummary
from backfill_assistant.ui.widgets.near_names import NearNames
from backfill_assistant.ui.widgets.page import Action, Footer, Page
from backfill_assistant.ui.widgets.start_of_sending import StartOfSending
from backfill_assistant.ui.widgets.timeline import BAR_COUNT
from backfill_assistant.ui.widgets.timeline_card import TimelineCard
from backfill_assistant.ui.wishes import kept_speed
from backfill_assistant.ui.wording import in_words

if TYPE_CHECKING:
    from backfill_assistant.core.errors import BackfillError
    from backfill_assistant.core.forecast.outlook import Outlook
    from backfill_assistant.ui.jobs import Job

_DAY_MS = 24 * 3_600_000
# A page lower than this is put together more tightly.
_LOW = 620
# A page as wide as this says in its heading, too, what else can be done.
_ROOM_FOR_HINTS = 900
_CLOCK_EVERY_MS = 30_000
# Counting that takes longer is told: the first for another order or speed sorts the rows anew.
_SLOW_MS = 300


class TriggersPage(Page):
    """The page. `go_on` does the next thing that is missing; whatever changes in the session leads there."""

    step = Step.TRIGGERS

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, scrolls=True)
        self.outlook: Outlook | None = None
        self._on_screen = False
        self._now_ms = desk.parts.clock.now_ms()
        self._follows_clock = desk.session.plan is None or desk.session.plan.start_ms <= self._now_ms
        # How far back the timeline shows; None for the whole file.
        self._span_ms: int | None = None
        self._counting = self._count_again = False
        # What was looked for by itself already, so that a failure is not repeated at once.
        self._sought: dict[str, tuple[object, ...]] = {}
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_EVERY_MS)
        self._clock.timeout.connect(self.tick)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self.saving = ForecastSaving(desk, self)
        self.saving.failed.connect(self.show_error)
        self._build()
        self._slow.timeout.connect(self._say_counting)
        session = desk.session
        for changed in (session.table_changed, session.mapping_changed, session.workspace_changed, session.campaigns_changed):
            changed.connect(self.go_on)
        session.plan_changed.connect(self.show_plan)
        for changed in (session.forecast_changed, session.plan_changed, session.decision_changed):
            changed.connect(self.go_on)

    def entered(self) -> None:
        """Find out what is still missing, and count."""
        self._on_screen = True
        self._sought.clear()
        self._clock.start()
        self.tick()
        self.go_on()

    def left(self) -> None:
        """Stop following the clock, and take away what was said of a file that is saved."""
        self.saving.forget()
        self._on_screen = False
        self._clock.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """In a low window everything is lower, so that the campaigns are seen without scrolling."""
        super().resizeEvent(event)
        low = event.size().height() < _LOW
        self._column.setSpacing(6 if low else 10)
        for part in (self, self.summary, self.card, self.near, self.panel):
            part.set_low(low)
        if self.outlook is not None:
            self._show_words()

    @Slot()
    def tick(self) -> None:
        """Time goes on: a start that is now stays now. A run that has begun keeps its plan."""
        session = self.desk.session
        self._now_ms = self.desk.parts.clock.now_ms()
        if session.run_id is None and (self._follows_clock or session.plan is None or session.plan.start_ms < self._now_ms):
            session.plan = replace(self._plan(), start_ms=self._now_ms)

    @Slot()
    def go_on(self) -> None:
        """Do the next thing that is missing: columns, workspace, campaigns, forecast, counts."""
        session = self.desk.session
        if not self._on_screen:
            return
        ready = self._may_count()
        self._whole.setCurrentWidget(self._ready if ready else self._not_yet)
        if not ready:
            self.set_footer(Footer())
        elif session.workspace is None:
            self._seek("workspace", (), operations.use_usual_workspace)
        elif session.campaigns is None:
            self._find_campaigns()
        elif session.forecast is None:
            self._judge()
        else:
            self._count()

    def _may_count(self) -> bool:
        """Whether everything is said that a forecast rests on; says what is missing where it is not."""
        session = self.desk.session
        if session.table is None or session.mapping is None or session.lacks:
            words = self.tr("The forecast needs to know who the people are, what the events are called and when they happened.")
            self._not_yet.say(self.tr("Describe the columns first"), words)
            return False
        waiting = session.checked.waiting if session.checked is not None else 0
        if waiting:
            # They could be any number of those that could enter: to count the others would look like an answer.
            words = self.tr(
                "%Ln row(s) [waits|wait] for your decision there. Before that nothing can be said of them.", "", waiting
            )
            self._not_yet.say(self.tr("Decide first what the columns page asks"), words)
        return not waiting

    @Slot()
    def show_plan(self) -> None:
        """The controls follow at once; the counts when they are there."""
        if self.desk.session.plan is None:
            # Another file: what was planned for the one before is forgotten.
            self._follows_clock = True
        quiet_ms = self.outlook.quiet_time_ms if self.outlook is not None else self._now_ms
        self.start.show_plan(self._plan(), self._now_ms, quiet_ms)
        self.start.quiet_button.setVisible(self.outlook is not None)

    @Slot(object)
    def plan(self, plan: SendingPlan) -> None:
        """Start at another moment, in another order, at another speed."""
        if plan.start_ms != self._plan().start_ms:
            self._follows_clock = False
        self.desk.session.plan = plan

    @Slot()
    def start_now(self) -> None:
        """Start as soon as everything is decided."""
        self._follows_clock = True
        self.tick()

    @Slot(object)
    def start_at(self, moment_ms: int) -> None:
        """The line in the timeline was moved."""
        if moment_ms <= self._now_ms:
            self.start_now()
        else:
            self.plan(replace(self._plan(), start_ms=moment_ms))

    @Slot(object)
    def choose(self, choice: Choice) -> None:
        """Send these rows, leave them out, hold them, or send only them."""
        session = self.desk.session
        session.decision = replace(self._decision(), choice=choice)
        session.limits_alone = None
        if self.outlook is not None:
            # At once, also where the same choice counted already without having been made.
            self._show_choice(self.outlook)
            self._show_words()

    @Slot(int, int)
    def limit(self, line: int, at_most: int) -> None:
        """Let at most so many rows that could enter a campaign go out; -1 for any number."""
        session, limits = self.desk.session, dict(self._decision().at_most)
        alone = not session.has_chosen
        campaign = (session.campaigns or ())[line]
        limits.pop(campaign.id, None)
        if at_most >= 0:
            limits[campaign.id] = at_most
        session.decision = replace(self._decision(), at_most=tuple(sorted(limits.items())))
        session.limits_alone = alone or None

    @Slot(float)
    def zoom(self, factor: float) -> None:
        """Show more or less of the past."""
        forecast = self.desk.session.forecast
        known = forecast.time_range_ms() if forecast is not None else None
        if known is not None:
            self._span_ms = self._now_ms - self._scale().zoomed(factor, known[0]).oldest_ms
            self._count()

    @Slot()
    def continue_to_send(self) -> None:
        """On to the next page."""
        self.go_to.emit(Step.SEND)

    @Slot()
    def go_to_columns(self) -> None:
        """Something about the columns is to be changed first."""
        self.go_to.emit(Step.COLUMNS)

    def _build(self) -> None:
        self.set_heading(self.tr("See which rows could trigger a campaign"), " ")
        self._whole = QStackedWidget(self)
        self._not_yet = EmptyState("columns-3", "", "", self._whole, button=self.tr("Go to columns"))
        self._ready = QWidget(self._whole)
        for widget in (self._ready, self._not_yet):
            self._whole.addWidget(widget)
        self.body.addWidget(self._whole, 1)
        self.summary = EntrySummary(self._ready)
        self.start = StartOfSending(self._ready)
        self.card = TimelineCard(self._ready)
        self.near = NearNames(self._ready)
        self.panel = CampaignsPanel(self.desk, self.notice, self._ready)
        self._column = column = QVBoxLayout(self._ready)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget, stretch in ((self.summary, 0), (self.start, 0), (self.card, 2), (self.near, 0), (self.panel, 3)):
            column.addWidget(widget, stretch)
        self.summary.say("neutral", "hourglass", self.tr("Looking for campaigns…"))
        if self._not_yet.button is not None:
            self._not_yet.button.clicked.connect(self.go_to_columns)
        self.summary.chosen.connect(self.choose)
        self.start.planned.connect(self.plan)
        self.start.now_wanted.connect(self.start_now)
        timeline = self.card.timeline
        timeline.start_moved.connect(self.start_at)
        timeline.zoomed.connect(self.zoom)
        timeline.span_chosen.connect(self.panel.show_rows_between)
        timeline.span_cleared.connect(self.panel.show_campaigns)
        self.card.failed.connect(self.saving.tell_unsaved)
        self.near.columns_wanted.connect(self.go_to_columns)
        self.panel.rows_left.connect(timeline.clear_span)
        self.panel.form_shown.connect(self._make_room)
        self.panel.table.current_changed.connect(self._show_timeline)
        self.panel.table.limit_wanted.connect(self.limit)

    def _plan(self) -> SendingPlan:
        return self.desk.session.plan or SendingPlan(self._now_ms, kept_speed(self.desk.parts))

    def _decision(self) -> Decision:
        return self.desk.session.decision or Decision()

    def _scale(self) -> TimeScale:
        forecast = self.desk.session.forecast
        known = forecast.time_range_ms() if forecast is not None else None
        whole = whole_scale(self._now_ms, known[0] if known else None)
        oldest_ms = whole.oldest_ms if self._span_ms is None else max(whole.oldest_ms, self._now_ms - self._span_ms)
        return TimeScale(self._now_ms, oldest_ms, max(whole.latest_ms, self._plan().start_ms + _DAY_MS))

    def _seek(self, what: str, of: tuple[object, ...], start: Callable[[Desk], Job]) -> Job | None:
        """Start a job, but not twice for the same: after a failure only a change, or coming back, starts it again."""
        before = self._sought.get(what)
        if before is not None and all(one is other for one, other in zip(before, of, strict=True)):
            return None
        self._sought[what] = of
        job = start(self.desk)
        job.failed.connect(self.show_error)
        return job

    def _judge(self) -> None:
        session = self.desk.session
        of = (session.table, session.mapping, session.repairs, session.checked, session.campaigns, session.only_rows)
        job = self._seek("forecast", of, trigger_operations.make_forecast)
        if job is not None:
            job.failed.connect(self._say_unknown)
            self.summary.say("neutral", "hourglass", self.tr("Judging every row…"))

    def _find_campaigns(self) -> None:
        job = self._seek("recall", (self.desk.session.workspace,), trigger_operations.recall_campaigns)
        if job is not None:
            self.summary.say("neutral", "hourglass", self.tr("Looking for campaigns…"))
            job.ended.connect(self._found_campaigns)

    @Slot()
    def _found_campaigns(self) -> None:
        session = self.desk.session
        if session.campaigns is not None or session.workspace is None:
            return
        if session.workspace.practice:
            self.panel.read_campaigns()
        else:
            words = self.tr("Read the campaigns from the workspace, or add them, to see what could enter.")
            self.summary.say("neutral", "info", self.tr("Nothing is known about campaigns yet."), words)
            self._show_words()

    def _count(self) -> None:
        """Ask what the plan means; while an answer is under way, only the newest question is kept."""
        if self._counting:
            self._count_again = True
            return
        self._counting, self._count_again = True, False
        job = trigger_operations.look_ahead(self.desk, self._plan(), self._decision(), self._scale(), BAR_COUNT, self._show_outlook)
        job.failed.connect(self.show_error)
        if self.outlook is None:
            job.failed.connect(self._say_unknown)
        job.ended.connect(self._counted)
        self._slow.start()

    def _show_outlook(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self._show_choice(outlook)
        self.show_plan()
        self.near.show_near_misses(outlook.near_misses)
        self.panel.show_outlook(outlook)
        self._show_timeline()
        self._show_words()

    @Slot(object)
    def _say_unknown(self, error: BackfillError) -> None:
        """Nothing was counted before either: that it is being counted is no longer true."""
        words = self.tr("It is not known which rows could enter a campaign.")
        self.summary.say("bad", "octagon-alert", words, in_words(error.title))

    def _show_choice(self, outlook: Outlook) -> None:
        self.summary.show_outlook(outlook, self._decision().choice if self.desk.session.has_chosen else None)

    @Slot(bool)
    def _make_room(self, needed: bool) -> None:
        self.card.setHidden(needed)
        self.start.setHidden(needed)
        self.near.set_aside(needed)

    @Slot()
    def _counted(self) -> None:
        self._counting = False
        self._slow.stop()
        if self.summary.counting and self.outlook is not None:
            # It failed: what is shown is what was counted before.
            self._show_choice(self.outlook)
        if self._count_again:
            self.go_on()

    @Slot()
    def _say_counting(self) -> None:
        if self._counting and self.desk.session.forecast is not None:
            self.summary.say_counting()

    @Slot()
    def _show_timeline(self) -> None:
        outlook, forecast = self.outlook, self.desk.session.forecast
        if outlook is None or forecast is None or len(outlook.counts) != len(forecast.campaigns):
            return
        line = self.panel.current_line
        self.card.timeline.show_view(timeline_view(forecast, outlook, line), timeline_text(outlook))
        caption = self.tr("Rows by age; the windows of campaigns are coloured.")
        if 0 <= line < len(outlook.counts) and outlook.counts[line].standing.judged:
            words = self.tr("Rows by age. Right of now: how many could enter {campaign} if sending started then.")
            caption = words.format(campaign=outlook.counts[line].campaign.name)
        self.card.say(caption, self._bars_as_text)

    def _bars_as_text(self) -> str:
        return bars_as_text(self.outlook) if self.outlook is not None else ""

    def _show_words(self) -> None:
        counted = self.outlook if self.desk.session.forecast is not None else None
        hints = self.width() > _ROOM_FOR_HINTS
        self.set_heading(self.title, plan_words(self._plan(), follows_clock=self._follows_clock, hints=hints))
        previews_only = self.desk.session.previews_only
        sentence = going_words(counted, previews_only=previews_only) if counted is not None else ""
        unchosen = counted is not None and self.summary.asks
        if unchosen and not previews_only:
            sentence = self.tr("Choose above what happens to rows that could enter.")
        entering = counted is not None and bool(counted.totals.rows_at_click or counted.totals.rows)
        save = Action(self.tr("Save forecast…"), self.saving.save_forecast, counted is not None)
        rows = Action(self.tr("Save rows…"), self.saving.save_rows, entering)
        if previews_only:
            self.set_footer(Footer(sentence, primary=save, right=(rows,)))
        else:
            proceed = Action(self.tr("Continue to send"), self.continue_to_send, enabled=not unchosen)
            self.set_footer(Footer(sentence, primary=proceed, right=(rows, save)))
