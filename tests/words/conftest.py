"""The words room is tested in English unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from salesdesk.words.i18n import language, use


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whatever language another room's tests left behind."""
    before = language()
    use("en")
    yield
    use(before)
