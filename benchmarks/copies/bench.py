"""The site that the parts of the copies benchmark work on, made once. Touches the world."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.copies.filed_site import FiledSite, make_filed_site


@dataclass
class Bench:
    """A site of `documents` filed documents in a folder of its own; each command is killed `kills` times."""

    documents: int = 10_000
    kills: int = 2
    seed: int = 7
    pick: random.Random = field(init=False)
    scratch: Path = field(init=False)
    site: FiledSite = field(init=False)

    def __enter__(self) -> Bench:
        """Make the site."""
        self.pick = random.Random(self.seed)
        self._folder = TemporaryDirectory(prefix="cs-copies-")
        self.scratch = Path(self._folder.name)
        self.site = make_filed_site(self.scratch / "home", self.documents, seed=self.seed)
        print(f"site: {self.documents} filed documents made in {self.site.made_in_s:.0f} s", flush=True)
        return self

    def __exit__(self, *_failure: object) -> None:
        """Remove everything."""
        self._folder.cleanup()
