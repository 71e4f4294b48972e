"""Encrypted, write-once objects: what the rest of the house needs of them."""

from storage.objects.envelope import ObjectDamagedError, SealedByOtherKeyError
from storage.objects.object_store import (
    NoSpaceError,
    ObjectMissingError,
    StoreRefusedError,
    StoreUnreachableError,
)
from storage.objects.open_store import StoreNotTrustworthyError, open_store
from storage.objects.sealed_store import SealedStore, SealingWriter, StoredObject, TooLargeError
from storage.objects.site_keys import LoadedKeys, SiteKeys, load_site_keys

__all__ = [
    "LoadedKeys",
    "NoSpaceError",
    "ObjectDamagedError",
    "ObjectMissingError",
    "SealedByOtherKeyError",
    "SealedStore",
    "SealingWriter",
    "SiteKeys",
    "StoreNotTrustworthyError",
    "StoreRefusedError",
    "StoreUnreachableError",
    "StoredObject",
    "TooLargeError",
    "load_site_keys",
    "open_store",
]
