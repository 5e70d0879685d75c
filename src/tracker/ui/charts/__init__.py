"""The chart stack: panes that share one time axis and one crosshair."""
