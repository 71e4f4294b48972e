"""How often each sign stood in the documents of each type. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TypeCounts:
    """Documents of each type, and in how many of them each sign stood; sums, so that order is nothing.

    `shipped` counts the documents that stand for the shipped words of a type: they hold those words alone, so
    that they say nothing about a sign that no shipped type has.
    """

    documents: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # sign -> type -> documents
    shipped: Mapping[str, float] = field(default_factory=dict)
    shipped_signs: frozenset[str] = frozenset()

    @property
    def filed(self) -> Mapping[str, float]:
        """Documents of each type without those of shipped words."""
        return {one: count - self.shipped.get(one, 0.0) for one, count in self.documents.items()}

    @classmethod
    def of(cls, learnt: Iterable[tuple[str, Iterable[str]]]) -> TypeCounts:
        """The counts of documents given as (type, signs)."""
        documents: defaultdict[str, float] = defaultdict(float)
        signs: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for document_type, found in learnt:
            documents[document_type] += 1
            for sign in found:
                signs[sign][document_type] += 1
        return cls(dict(documents), {sign: dict(types) for sign, types in signs.items()})

    def plus(self, other: TypeCounts) -> TypeCounts:
        """Both together."""
        documents = dict(self.documents)
        for document_type, count in other.documents.items():
            documents[document_type] = documents.get(document_type, 0) + count
        signs = {sign: dict(types) for sign, types in self.signs.items()}
        for sign, types in other.signs.items():
            here = signs.setdefault(sign, {})
            for document_type, count in types.items():
                here[document_type] = here.get(document_type, 0) + count
        return TypeCounts(documents, signs)
