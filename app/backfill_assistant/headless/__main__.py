"""`python -m backfill_assistant.headless`."""

from backfill_assistant.headless import main

raise SystemExit(main())
