"""The door to the names of things: enum members, kinds, fields, and what the user did."""

from __future__ import annotations

from salesdesk.words.deeds import change_label
from salesdesk.words.fields import field_label, field_value
from salesdesk.words.names import kind_label, label

__all__ = ["change_label", "field_label", "field_value", "kind_label", "label"]
