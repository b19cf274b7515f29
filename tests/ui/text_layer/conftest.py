"""Texts over a fake reader, with a real bridge and worker."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from askance.core.settings import Appearance
from askance.services.read import ReadService
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme
from tests.fakes.reader import FakeReader
from tests.ui.conversation import samples


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    sheet = qapp.styleSheet()
    made = Theme(qapp, Appearance.LIGHT)
    yield made
    made.deleteLater()
    qapp.setStyleSheet(sheet)


@pytest.fixture
def fake() -> FakeReader:
    return FakeReader("build image now", "push denied here", "see https://example.com/a")


@pytest.fixture
def reader(fake: FakeReader, qapp: QApplication) -> Iterator[PictureReader]:
    worker = Worker()
    worker.start()
    yield PictureReader(bridge=Bridge(worker), read=ReadService(make=lambda: fake))
    worker.stop()


@pytest.fixture
def data(qapp: QApplication) -> bytes:
    """A picture of 840 × 320."""
    return samples.all_pictures()[samples.LABEL]
