"""The way to a server, and what goes along with every question to it. GUI thread."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from askance.core.endpoint import Endpoint
from askance.ui.settings import typed
from askance.ui.settings.field import ChoiceField, LineField, LinesField
from askance.ui.settings.part import Part
from askance.ui.theme import Theme
from askance.ui.widgets import Button

DIRECT = "direct"
"""In place of a proxy's address: none, whatever the system says."""
_ADDRESS = "address"


class WayPart(Part):
    """Proxy and certificate authorities."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("The way there"))
        self._proxy = ChoiceField(
            theme,
            self.tr("Proxy"),
            (
                (self.tr("as the system says"), ""),
                (self.tr("none"), DIRECT),
                (self.tr("this one"), _ADDRESS),
            ),
        )
        self._address = LineField(
            self.tr("Proxy address"), self._judge_proxy, empty="http://proxy.example.com:3128"
        )
        self._file = LineField(
            self.tr("Certificate authorities"),
            typed.existing_file,
            empty=self.tr("those that the system trusts"),
            note=self.tr("A file in PEM form, trusted besides the system’s."),
        )
        choose = Button(
            theme, self.tr("Choose…"), name=self.tr("Choose the file of certificate authorities")
        )
        choose.clicked.connect(self._choose_file)
        self._file.put_beside(choose)
        self._add_columns((self._proxy, self._address), most=2)
        self._add(self._file)
        self._proxy.changed.connect(self._follow)
        self._address.changed.connect(self._follow)

    def show_endpoint(self, endpoint: Endpoint) -> None:
        given = endpoint.proxy not in ("", DIRECT)
        self._proxy.set_value(_ADDRESS if given else endpoint.proxy)
        self._address.set_text(endpoint.proxy if given else "")
        self._file.set_text(endpoint.ca_file)
        self._follow()

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        chosen = self._proxy.value
        proxy = typed.proxy(self._address.text) if chosen == _ADDRESS else chosen
        return replace(endpoint, proxy=proxy, ca_file=typed.existing_file(self._file.text))

    def _judge_proxy(self, text: str) -> object:
        return typed.proxy(text) if self._proxy.value == _ADDRESS else ""

    @Slot()
    def _follow(self) -> None:
        self._address.setVisible(self._proxy.value == _ADDRESS)
        open_secret = typed.has_password(self._address.text)
        self._address.set_note(
            self.tr("The password in it is kept in the settings, readable.") if open_secret else ""
        )

    @Slot()
    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Certificate authorities"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(self._take_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _take_file(self, path: str) -> None:
        self._file.set_text(path)
        self.changed.emit()


class ExtrasPart(Part):
    """Headers and fields that this server wants besides."""

    def __init__(self) -> None:
        super().__init__(self.tr("What else goes along"))
        self._headers = LinesField(
            self.tr("Extra headers"),
            typed.headers,
            empty="X-Title: Askance",
            note=self.tr("One a line. Keys belong in the key field."),
            lines=2,
        )
        self._fields = LinesField(
            self.tr("Extra fields"),
            typed.json_object,
            empty='{"top_k": 40}',
            note=self.tr("A JSON object, added to every question."),
            lines=3,
        )
        self._add(self._headers)
        self._add(self._fields)

    def show_endpoint(self, endpoint: Endpoint) -> None:
        lines = (f"{name}: {value}" for name, value in endpoint.extra_headers)
        self._headers.set_text("\n".join(lines))
        self._fields.set_text(endpoint.extra_body)

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        return replace(
            endpoint,
            extra_headers=typed.headers(self._headers.text),
            extra_body=typed.json_object(self._fields.text),
        )
