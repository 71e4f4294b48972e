"""What the words around a diagnosis say about it: cues, their scopes, and the one label drawn from them."""

from nlp.assertion.rules import Assertion, AssertionRules

__all__ = ["Assertion", "AssertionRules"]
