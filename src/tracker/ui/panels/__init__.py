"""What stands around the chart: watchlist, ladder, alerts, tape, the six answers, the status bar."""
