"""Where the packaged window starts."""

from backfill_assistant.__main__ import main

raise SystemExit(main())
