"""Every number Customer.io publishes that this program relies on, with its page and the day it was read.

Pages, all read 2026-11-23 as stored copies:
TRACK     docs.customer.io/files/journeys-track.json (Track API specification)
PIPELINES docs.customer.io/files/pipelines.json (Pipelines API specification)
BACKFILL  docs.customer.io/journeys/importing-old-data ("Backfill historical data")
APP       docs.customer.io/files/journeys-app.json (App API specification)
"""

from __future__ import annotations

from typing import Final

# TRACK, "Limits": sizes count encoded UTF-8 bytes.
IDENTIFIER_MAX_BYTES: Final = 150
NAME_MAX_BYTES: Final = 150
VALUE_MAX_BYTES: Final = 1_000
ATTRIBUTES_MAX: Final = 300
EVENT_NAME_MAX_BYTES: Final = 100
EVENT_DATA_MAX_BYTES: Final = 100_000
# Not published; the longest address that mail servers pass on (RFC 5321), checked here to spare a late refusal.
EMAIL_MAX_BYTES: Final = 254

# TRACK and PIPELINES: 32 KB per operation and 500 KB per batch. Whether a KB is 1,000 or 1,024 bytes is not said,
# so the smaller reading counts, less a margin.
RECORD_MAX_BYTES: Final = 32_000
BATCH_MAX_BYTES: Final = 500_000
RECORD_BUDGET_BYTES: Final = 31_000
BATCH_BUDGET_BYTES: Final = 450_000

# TRACK: 1,000 requests per second; PIPELINES: 3,000 requests per 3 seconds; APP: 10 per second.
REQUESTS_PER_SECOND_MAX: Final = 1_000
APP_REQUESTS_PER_SECOND: Final = 10

# BACKFILL: a row can let a person enter a campaign while it is younger than this when it is processed
# (or than the campaign's opening delay, if that is longer).
SEGMENT_WINDOW_MS: Final = 24 * 3_600_000
EVENT_WINDOW_MS: Final = 72 * 3_600_000
# TRACK, "Track an anonymous event": events are joined to a person whose anonymous id becomes known within so many days.
ANONYMOUS_KEPT_DAYS: Final = 30
# BACKFILL: events older than this are not shown in activity logs.
ACTIVITY_LOG_MS: Final = 30 * 24 * 3_600_000

# customerio-ruby lib/customerio/client.rb (Jul 2026) accepts whole unix seconds between these; a Customer.io engineer
# says that others are silently replaced by the current time (action-destinations pull request 2054, May 2024). The destination
# that Customer.io maintains turns ISO times into such seconds on their way into a workspace (action-destinations pull request
# 3590, Mar 2026), so the same holds for Pipelines, whose own step into the workspace is not published.
TIME_MIN_SECONDS: Final = 1_000_000_000
TIME_MAX_SECONDS: Final = 99_999_999_999
# Ours: no rule for future times is published, so a row more than this ahead of the clock is refused.
FUTURE_TOLERANCE_MS: Final = 5 * 60_000
# Ours: processing lags sending by one to two minutes in BACKFILL's examples; close calls get this margin.
CLOSE_CALL_MARGIN_MS: Final = 15 * 60_000

# PIPELINES, "Semantic events": a track call with one of these names does something instead of being recorded.
# Compared without letter case, after trimming.
COMMAND_EVENT_NAMES: Final = frozenset(
    name.casefold()
    for name in (
        "Device Created or Updated",
        "Device Deleted",
        "User Deleted",
        "Delete Person",
        "User Suppressed",
        "User Unsuppressed",
        "Relationship Deleted",
        "Object Deleted",
        "Group Deleted",
        "Report Delivery Event",
        "Report Content Event",
        "Application Installed",
        "Application Opened",
        "Application Uninstalled",
    )
)
# TRACK: event data with these keys overrides the message a campaign sends.
MESSAGE_OVERRIDE_KEYS: Final = frozenset({"from_address", "recipient", "reply_to"})
# docs.customer.io/messaging/people/reserved-attributes: identifiers and names the system sets itself.
RESERVED_ATTRIBUTES: Final = frozenset(
    {
        "id",
        "email",
        "phone",
        "cio_id",
        "anonymous_id",
        "created_at",
        "_created_in_customerio_at",
        "unsubscribed",
        "cio_subscription_preferences",
        "cio_email_tracking_consent",
        "timezone",
        "timezone_valid",
        "mobile_ad_id",
        "email_sha256",
        "mobile_ad_id_sha256",
    }
)
