"""The path as far as it can be walked offline: file, table, mapping, checked rows, campaigns, forecast."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass, replace

from backfill_assistant.compose import ConcreteParts
from backfill_assistant.core.campaigns.campaigns import Campaign
from backfill_assistant.core.checks.checks import CheckedRows, check_rows
from backfill_assistant.core.errors import BackfillError, MappingIncomplete
from backfill_assistant.core.forecast.forecast import Forecast, prepare
from backfill_assistant.core.forecast.import_kind import ImportKind
from backfill_assistant.core.forecast.plans import Order, SendingPlan
from backfill_assistant.core.journal.kept_workspaces import WORKSPACES, kept_workspaces
from backfill_assistant.core.journal.runs import WorkspaceAddress
from backfill_assistant.core.mapping.consent_changes import UNSUBSCRIBED, is_unsubscribed, with_unsubscribed
from backfill_assistant.core.mapping.mapping import Field, Mapping, RowMeaning, Target, ValueType
from backfill_assistant.core.mapping.mapping_changes import times_of, with_zone_said
from backfill_assistant.core.mapping.repairs import NO_REPAIRS, LeaveOutProblem, Repairs, SendDespiteNo
from backfill_assistant.core.mapping.saved_mappings import fit, from_text
from backfill_assistant.core.problems.kinds_of_question import ZONE_ASSUMED
from backfill_assistant.core.routes import Route
from backfill_assistant.core.rows.consent_cautions import consent_columns
from backfill_assistant.core.sentences import QT_TRANSLATE_NOOP, Sentence
from backfill_assistant.core.table.table import Table
from backfill_assistant.core.values.headers import Meaning
from backfill_assistant.core.values.yes_no_words import FALSE_WORDS, TRUE_WORDS
from backfill_assistant.headless.opening import Opening, Watch, read_text


@dataclass(frozen=True, eq=False)
class Way:
    """How far the path was walked."""

    address: WorkspaceAddress
    table: Table
    mapping: Mapping
    repairs: Repairs
    checked: CheckedRows
    campaigns: tuple[Campaign, ...]
    forecast: Forecast
    plan: SendingPlan
    # The zone that was asked for, where the mapping says another for some times and so it was not used for them; else None.
    zone_not_used: str | None = None


def find_mapping(chosen: Namespace, table: Table) -> tuple[Mapping, Repairs]:
    """The mapping given, fitted to the table's columns, or a first guess. Raises MappingIncomplete, SettingsProblem."""
    if getattr(chosen, "mapping", None):
        fitted = fit(from_text(read_text(chosen.mapping)), table.column_names)
        if fitted.missing:
            raise MappingIncomplete(
                Sentence(
                    QT_TRANSLATE_NOOP("core", "The file lacks columns that the mapping uses: {names}."),
                    names=", ".join(fitted.missing),
                ),
                Sentence(QT_TRANSLATE_NOOP("core", "Choose the mapping that was made for files like this one, or make a new one.")),
            )
        return _with_zone(fitted.mapping, chosen.zone), fitted.repairs
    # Imported where it is needed: a run with a mapping and the practice workspace starts without either.
    from backfill_assistant.core.suggest import suggest_mapping

    meaning = RowMeaning(chosen.meaning) if chosen.meaning else None
    return _with_zone(suggest_mapping(table, meaning, "UTC").mapping, chosen.zone), NO_REPAIRS


def _with_zone(mapping: Mapping, zone: str | None) -> Mapping:
    """The zone that was said, wherever one was only assumed; what a mapping says stands."""
    return mapping if zone is None else with_zone_said(mapping, zone)


def _zone_not_used(mapping: Mapping, zone: str | None) -> str | None:
    others = (reading.zone_column is not None or reading.zone != zone for _, reading, _ in times_of(mapping))
    return zone if zone is not None and any(others) else None


def _zones_said(checked: CheckedRows) -> None:
    """Raise BackfillError where times do not say their zone, and nobody else has."""
    unsaid = [each for each in checked.problems if each.code in ZONE_ASSUMED]
    if unsaid:
        raise BackfillError(
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core", "{times} time(s) in {columns} [does|do] not say in which time zone [it is|they are]. Nothing was sent."
                ),
                times=sum(each.count for each in unsaid),
                columns=", ".join(str(dict(each.sentence.values)["column"]) for each in unsaid),
            ),
            Sentence(QT_TRANSLATE_NOOP("core", "Say it with --zone, as in --zone Europe/Berlin or --zone UTC.")),
        )


def with_said_no(wanted: str | None, table: Table, mapping: Mapping, repairs: Repairs) -> tuple[Mapping, Repairs]:
    """What is to happen with people who said no, for every column about consent that nothing is decided about yet."""
    if wanted is None:
        return mapping, repairs
    for column, meaning in consent_columns(table, repairs).items():
        if meaning is Meaning.CONSENT or any(is_unsubscribed(field) and field.column == column for field in mapping.fields):
            continue
        if wanted == "unsubscribe" and mapping.has_people:
            usual = Field(Target.ATTRIBUTE, UNSUBSCRIBED, type=ValueType.TRUE_FALSE, true_words=TRUE_WORDS, false_words=FALSE_WORDS)
            mapping = with_unsubscribed(mapping, column, usual, meaning)
        elif wanted == "send":
            repairs = repairs.add(SendDespiteNo(column))
        else:
            for code in ("consent.opted_in", "consent.opted_out", "consent.events"):
                repairs = repairs.add(LeaveOutProblem(code, column))
    return mapping, repairs


def _check_time(mapping: Mapping) -> None:
    """A script has no box to tick: what agrees to rows without a time is said with how to say it. Raises MappingIncomplete."""
    lacks = mapping.lacks()
    if lacks and not replace(mapping, now_accepted=True).lacks():
        raise MappingIncomplete(
            lacks[0],
            Sentence(
                QT_TRANSLATE_NOOP(
                    "core",
                    "Save a mapping with `suggest --save`; "
                    'in it, name the column as "time_column" or agree with "now_accepted": true. Use it with --mapping.',
                )
            ),
        )


def find_workspace(parts: ConcreteParts, chosen: Namespace) -> WorkspaceAddress:
    """A workspace by the name it was given in the window; the practice workspace without one."""
    name: str | None = chosen.workspace
    if name is None:
        return replace(parts.practice.address(), route=Route(chosen.route or Route.TRACK))
    known = kept_workspaces(parts.settings.read(WORKSPACES))
    for address in known:
        if name in (address.name, address.id):
            return address
    raise BackfillError(
        Sentence(QT_TRANSLATE_NOOP("core", "There is no workspace called {name} here."), name=name),
        Sentence(
            QT_TRANSLATE_NOOP("core", "Add it in the window first. Known are: {names}."),
            names=", ".join(address.name for address in known) or "–",
        ),
    )


def find_campaigns(parts: ConcreteParts, chosen: Namespace, address: WorkspaceAddress, watch: Watch) -> tuple[Campaign, ...]:
    """From the file given, else from the workspace."""
    if chosen.campaigns:
        return parts.campaigns_file.read(chosen.campaigns)
    return parts.campaign_source(address).read(watch)


def walk(parts: ConcreteParts, chosen: Namespace, opening: Opening) -> Way:
    """From the file to the forecast. Raises BackfillError and Stopped."""
    address = find_workspace(parts, chosen)
    # While the file is read there is time to ask the workspace.
    reading = opening.beside(opening.table)
    campaigns = find_campaigns(parts, chosen, address, opening.watch)
    table = reading()
    mapping, repairs = with_said_no(chosen.said_no, table, *find_mapping(chosen, table))
    _check_time(mapping)
    now_ms = parts.clock.now_ms()
    checked = check_rows(table, mapping, repairs, address.route, now_ms, opening.watch, opening.beside)
    _zones_said(checked)
    forecast = prepare(checked, campaigns, ImportKind.of(mapping))
    plan = SendingPlan(chosen.start or now_ms, chosen.rows_per_second, Order(chosen.order))
    return Way(address, table, mapping, repairs, checked, campaigns, forecast, plan, _zone_not_used(mapping, chosen.zone))
