"""The commands of `tracker`, one module each; `cli` reads the arguments."""

#: What `show` can show.
KINDS = (
    "candles",
    "liquidations",
    "oi",
    "funding",
    "cascades",
    "levels",
    "alerts",
    "market",
    "context",
    "stabilisation",
)
#: Those that are one object and no rows.
OBJECTS = ("market", "stabilisation")
