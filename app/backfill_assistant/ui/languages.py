"""Languages: Qt's own words and ours for the person's language, its numbers, its direction of writing; English plurals.

Source sentences that count write both forms: "%Ln row(s) [is|are] left out". Other languages have their forms in their .ts file;
for English, which needs no file, `EnglishPlurals` chooses.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from backfill_assistant.core.sentences import in_number
from backfill_assistant.resource_paths import translations


def in_english(text: str, count: int) -> str:
    """A source sentence in its form for a count."""
    return in_number(text, count)


class EnglishPlurals(QTranslator):
    """Translates only sentences that count, from English to English; asked last."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The form for the count, or nothing."""
        return in_english(source, n) if n >= 0 else None

    def isEmpty(self) -> bool:  # noqa: N802
        """Never, or Qt would not ask."""
        return False


def speak(application: QApplication, locale: QLocale) -> None:
    """Use a language as far as it is there. The direction of writing follows our own translation, not the system."""
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    QLocale.setDefault(locale)
    QCoreApplication.installTranslator(EnglishPlurals(application))
    _install(application, locale, "qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    ours = _install(application, locale, "backfill_assistant", str(translations()))
    application.setLayoutDirection(locale.textDirection() if ours else Qt.LayoutDirection.LeftToRight)


def _install(application: QApplication, locale: QLocale, name: str, folder: str) -> bool:
    translator = QTranslator(application)
    return translator.load(locale, name, "_", folder) and QCoreApplication.installTranslator(translator)
