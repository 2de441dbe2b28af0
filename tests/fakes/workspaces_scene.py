"""Workspaces that are kept, and a Customer.io that knows one key per region."""

from backfill_assistant.core.errors import KeyRefused, WrongRegion
from backfill_assistant.core.ports import RegionCheck
from backfill_assistant.core.sentences import Sentence
from fakes.parts import NoPractice

NOON_MS = 1_790_000_000_000


KEPT = [{"id": "w1", "name": "Acme production", "region": "eu", "route": "track"}]


class Door:
    """Customer.io's side of a check: knows one key per region."""

    def __init__(self, parts, address):
        self._parts, self._address = parts, address

    def check(self):
        secrets = self._parts.secrets
        key = secrets.read(self._address.id, "track_api_key") or secrets.read(self._address.id, "pipelines_key") or ""
        if key == "wrong":
            raise KeyRefused(Sentence("Customer.io does not accept this key."), Sentence("Check it."))
        region = "us" if key.startswith("us-") else "eu"
        if region != self._address.region and not key.startswith("sk_"):
            raise WrongRegion(Sentence("This workspace is in the {region} region.", region=region.upper()), Sentence("Choose it."))
        return RegionCheck(self._address.region.value, "track:x:7", "Globex" if secrets.read(self._address.id, "app_key") else "")

    def close(self):
        """Nothing is open."""


class HeldPractice(NoPractice):
    def holdings(self, newest=None):
        return {
            "counts": {"people": 1, "events": 5_000, "activities": 0, "entries": 1},
            "people": [
                {
                    "identifiers": {"email": "a@example.com", "cio_id": "1"},
                    "attributes": {"plan": "pro"},
                    "unsubscribed": True,
                    "updated_ms": NOON_MS,
                }
            ],
            "events": [
                {"person": {"id": "7"}, "name": "bought", "time_ms": NOON_MS, "time_was_bad": True, "data": {"eur": 3}},
                {"person": {"id": "7"}, "name": "sold", "time_ms": NOON_MS, "time_was_bad": False, "data": {}},
            ],
            "activities": [],
            "entries": [
                {
                    "person": {"id": "7"},
                    "campaign": "Thanks",
                    "cause": "event",
                    "event_name": "bought",
                    "processed_ms": NOON_MS,
                    "age_ms": 7_200_000,
                }
            ],
        }


def idle(page, qtbot):
    qtbot.waitUntil(lambda: not page.desk.jobs.running())
