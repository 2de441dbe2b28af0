"""Where the packaged headless program starts."""

from backfill_assistant.headless import main

raise SystemExit(main())
