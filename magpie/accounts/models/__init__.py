"""The tables of customers, a file for each noun."""

from magpie.accounts.models.consent import ConsentEntry, ContactCap, ContactMade, Purpose
from magpie.accounts.models.customer import Account, Contact
from magpie.accounts.models.pool import Pool, Pooled, PoolMove
from magpie.accounts.models.reach import ContactPoint, PostalAddress
from magpie.accounts.models.relation import Relationship, RelationshipKind

__all__ = [
    "Account", "ConsentEntry", "Contact", "ContactCap", "ContactMade", "ContactPoint", "Pool", "PoolMove", "Pooled",
    "PostalAddress", "Purpose", "Relationship", "RelationshipKind",
]  # fmt: skip
