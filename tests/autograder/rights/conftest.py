"""Here the course is the one whose gradebook and files know much of three students."""

import pytest


@pytest.fixture
def course(three):
    return three
