"""Delivery: an alert in, the request that carries it to an endpoint out; and the rules by which it is sent, again or never."""

from streams.delivery.addresses import refusal
from streams.delivery.backlog import MOST_REFUSALS, Backlog, Health, Pending
from streams.delivery.signing import key_of, signature
from streams.delivery.step import Delivery, Shape, is_wanted, shape_alert

__all__ = [
    "MOST_REFUSALS",
    "Backlog",
    "Delivery",
    "Health",
    "Pending",
    "Shape",
    "is_wanted",
    "key_of",
    "refusal",
    "shape_alert",
    "signature",
]
