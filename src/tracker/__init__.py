"""Tracker: a desktop market tracker that shows levels, liquidations and open interest honestly."""

__version__ = "0.1.0"
