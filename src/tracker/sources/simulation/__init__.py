"""The market behind `--demo`: a scenario as data, a deterministic model of it, and an exchange over it."""
