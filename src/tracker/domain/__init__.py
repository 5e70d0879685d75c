"""Values every other room speaks in: markets, candles, liquidations, levels, health. No I/O, no clock."""
