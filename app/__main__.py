"""`python app` starts the window from a checkout."""

from backfill_assistant.__main__ import main

raise SystemExit(main())
