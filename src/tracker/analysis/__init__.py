"""Pure functions over values and arrays: the formulas of Tracker, each with its reference."""
