from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.seaweedfs import S3Address, start_seaweedfs


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Address]:
    with start_seaweedfs(tmp_path_factory.mktemp("s3")) as address:
        yield address
