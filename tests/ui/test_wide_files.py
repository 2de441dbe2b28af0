"""Files of many columns: no control per column, and work that grows with the columns rather than with their square."""

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from backfill_assistant.core.mapping.lacks import lacks_for
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target
from backfill_assistant.core.mapping.mapping_changes import further_fields, with_field
from backfill_assistant.core.routes import Route
from backfill_assistant.ui.models.columns_model import ColumnsModel
from backfill_assistant.ui.steps import Step


def survey(columns):
    names = ["email", *(f"answer {number}" for number in range(columns - 1))]
    cells = ["ada@example.com", *(("yes", "1,5", "well")[number % 3] for number in range(columns - 1))]
    return ",".join(names) + "\n" + ",".join(f'"{cell}"' for cell in cells) + "\n"


def wide_mapping(columns):
    fields = tuple(Field(Target.ATTRIBUTE, f"answer_{place}", column=place) for place in range(1, columns))
    return Mapping(RowMeaning.PERSON, identifier_column=0, now_accepted=True, fields=fields)


def test_a_file_of_many_columns_is_matched_without_a_control_per_column(window, tmp_path, qtbot):
    counts = []
    for columns in (8, 1_000):
        path = tmp_path / f"{columns}.csv"
        path.write_text(survey(columns), encoding="utf-8")
        window.desk.session.table = None
        window.bring_in(str(path))
        qtbot.waitUntil(lambda: window.desk.session.table is not None, timeout=20_000)
        window.go_to(Step.COLUMNS)
        page = window.page(Step.COLUMNS)
        page.bar.now.setChecked(False)
        qtbot.waitUntil(lambda: window.desk.session.mapping is not None, timeout=20_000)
        page.bar.now.click()
        qtbot.waitUntil(lambda: window.desk.session.checked is not None and not window.desk.jobs.running(), timeout=20_000)
        assert page.model.rowCount() == columns
        counts.append(len(page.findChildren(QWidget)))
        page.table.selectRow(columns - 1)
    # One more cell being edited or so, not a thousand.
    assert abs(counts[1] - counts[0]) < 20


def test_a_long_name_without_a_blank_is_wrapped_in_questions_problems_and_the_preview(open_text, window, qtbot):
    name = "EineSehrLangeSpalteOhneLeerzeichenAusDemWarenwirtschaftssystem"
    rows = "".join(f"{number}@example.com,bought,2025-07-04 10:00Z,03/04/2026 10:00\n" for number in range(3))
    page = open_text(f"email,event,when,{name}\n{rows}")
    window.resize(960, 640)
    qtbot.waitUntil(page.date_question.isVisible)
    qtbot.waitUntil(lambda: page.preview._note.isVisible() and page.problems.isVisible())
    QApplication.processEvents()
    assert name in page.date_question.accessibleName()
    assert page.date_question._title.text() == page.date_question.accessibleName()
    for card in (page.date_question, page.problems, page.preview, page.menu):
        assert card.mapTo(window, card.rect().topRight()).x() < window.width() - 10
    note = page.preview._note
    longest = note.fontMetrics().boundingRect(note.contentsRect(), Qt.TextFlag.TextWordWrap, QLabel.text(note))
    assert longest.width() <= note.width()


def test_columns_called_by_a_whole_question_leave_the_page_as_wide_as_it_was(open_text, window, qtbot):
    question = "How likely are you to tell a friend about us, on a scale from one to ten? " * 6
    text = f'email,"{question}A","{question}B"\nada@example.com,9,{"x" * 1_100}\n'
    page = open_text(text, checked=False)
    page.bar.now.click()
    for size in ((1240, 800), (960, 640)):
        window.resize(*size)
        QApplication.processEvents()
        assert page.table.width() + page.preview.width() < page.width()
        assert page.preview.mapTo(window, page.preview.rect().topRight()).x() < window.width()
        assert page.menu.mapTo(window, page.menu.rect().topRight()).x() < window.width()
    page.table.selectRow(2)
    title = page.options._title
    assert title.text().endswith("…")
    assert title.toolTip() == f"{question}B"
    name = page.footer.sentence.partition(" name ")[2].partition(":")[0]
    # What differs between them is at their end.
    assert name.endswith("_to_ten_a")
    assert len(name) == 60


def seconds(work):
    """The best of some tries, in seconds of this thread."""
    best = 1e9
    for _ in range(5):
        began = time.thread_time()
        work()
        best = min(best, time.thread_time() - began)
    return best


def test_showing_a_mapping_takes_four_times_as_long_for_four_times_as_many_columns(qapp):
    def showing(columns):
        mapping = wide_mapping(columns)
        model = ColumnsModel(qapp)
        model.show_table([f"column {place}" for place in range(columns)], ())

        def show():
            changed = with_field(mapping, columns - 1, name="other")
            lacks_for(changed, Route.TRACK)
            further_fields(changed)
            model.show_mapping(changed)
            for row in range(30):
                assert model.index(row, 2).data() is not None
                model.rowCount()

        return seconds(show)

    # Squares would make it sixteen; what does not grow at all makes it less than four.
    assert showing(2_000) < 9 * showing(500)
