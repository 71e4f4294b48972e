"""Encrypted, write-once objects: what the rest of the house needs of them."""

from storage.objects.envelope import ObjectDamaged, SealedByOtherKey
from storage.objects.object_store import NoSpace, ObjectMissing, StoreRefused, StoreUnreachable
from storage.objects.open_store import StoreNotTrustworthy, open_store
from storage.objects.sealed_store import SealedStore, SealingWriter, StoredObject, TooLarge
from storage.objects.site_keys import LoadedKeys, SiteKeys, load_site_keys

__all__ = [
    "LoadedKeys",
    "NoSpace",
    "ObjectDamaged",
    "ObjectMissing",
    "SealedByOtherKey",
    "SealedStore",
    "SealingWriter",
    "SiteKeys",
    "StoreNotTrustworthy",
    "StoreRefused",
    "StoreUnreachable",
    "StoredObject",
    "TooLarge",
    "load_site_keys",
    "open_store",
]
