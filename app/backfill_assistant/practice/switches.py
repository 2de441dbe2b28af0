"""Switches: what Customer.io does not document, one field each, set to the likeliest or the harshest reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Switches:
    """How this workspace behaves where the public pages are silent. The first word of each comment's list is the default."""

    # Region of this host and of the account behind the keys: "us" or "eu".
    host_region: str = "us"
    account_region: str = "us"
    # Where an account of the other region is sent; a port on which nothing listens, so that nothing ever leaves the machine.
    other_host: str = "http://127.0.0.1:9"
    redirect_status: int = 307
    # "refuse" (401) or "accept" a private key of the other region.
    other_region_key: str = "refuse"
    # KB of 1,000 or of 1,024 bytes.
    kilobyte: int = 1_000
    # Which identifiers people have here.
    phone_identifies: bool = False

    # Track: status for a batch that is too large.
    track_oversize_batch: int = 400
    # "item" (named in a 207) or "batch" (400 for the whole) when one operation is too large.
    track_oversize_item: str = "item"
    # The status of a batch answer that names refused operations: 207, or 200 with the same body.
    track_errors_status: int = 207
    # Operations in one Track v2 batch at most; None: no limit.
    track_batch_items_max: int | None = None
    # "ignore" an event id that is not a ULID (it then deduplicates nothing), "refuse" it, or "use" it like any other.
    not_a_ulid: str = "ignore"

    # Pipelines, strict mode: "drop" (200, nothing stored), "400" or "413" for what is too large.
    strict_oversize: str = "drop"
    # Pipelines, strict mode: one bad item refuses the "whole" batch (400), or the "others" are accepted (200).
    strict_bad_item: str = "whole"
    # Pipelines: a time that is a number becomes "now", is taken as "milliseconds", or is "refused" (400 in strict mode).
    numeric_time: str = "now"
    # Pipelines: text that is no time becomes "now" or is "refused".
    unreadable_time: str = "now"
    # Pipelines: the same messageId is stored once.
    message_id_deduplicates: bool = True
    # Pipelines: date-looking text in traits and properties becomes unix seconds.
    date_text_becomes_seconds: bool = True

    # An identify older than the latest update of the "profile" is skipped, of each "attribute", or "never".
    stale_identify: str = "profile"
    # An event of somebody unknown "creates" the person, is "held" until the person exists, or is "dropped".
    unknown_person_event: str = "creates"
    # Whether an email, once set, can be changed by a call that names the id.
    email_changes_by_id: bool = False
    # A null for a person's attribute "removes" it, or is "kept".
    null_attribute: str = "removes"
    # Event names lose their outer spaces (workspaces created after 21 Sep 2021).
    trims_event_names: bool = True
    # Event names are compared with a campaign's in any letter case.
    event_names_any_case: bool = False

    # Time between acceptance and processing; things can be read, and entries are judged, when they are processed.
    processing_lag_ms: int = 0
    # Operations of one request are processed in an order of their own.
    shuffles: bool = False
    # What was accepted is counted by request only, not read: for measuring a sender.
    reads_bodies: bool = True

    # App API: requests per second, and per day (None: no quota).
    app_requests_per_second: int = 10
    app_requests_per_day: int | None = None
