"""What runs: feeds, history, levels, alerts. Plain asyncio, no Qt; the same with and without a window."""
