"""Names of invented clients and prospects. None of them is a company or a person."""

from __future__ import annotations

_FIRST = (
    "Lotus",
    "Harbor",
    "Maple",
    "Copper",
    "Willow",
    "Northwind",
    "Juniper",
    "Saffron",
    "Granite",
    "Meadow",
    "Lantern",
    "Orchard",
    "Pebble",
    "Sunrise",
    "Thistle",
    "Bramble",
    "Cedar",
    "Anchor",
    "Clover",
    "Ember",
)
_TRADES = (
    "Bakery",
    "Dental",
    "Interiors",
    "Legal",
    "Logistics",
    "Yoga",
    "Motors",
    "Travel",
    "Pharmacy",
    "Books",
    "Roofing",
    "Catering",
    "Florists",
    "Academy",
    "Optics",
)
COMPANIES = tuple(f"{first} {trade}" for trade in _TRADES for first in _FIRST)
PROSPECTS = ("Anna", "Boris", "Chiyo", "Dana", "Emil", "Fumiko", "Goran", "Hana", "Igor", "Jun")
MANAGERS = ("Jonas", "Mara", "Rolf", "Yuki", "Olga", "Tom", "Nina", "Kenji")
