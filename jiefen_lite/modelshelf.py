"""Where the county's own model lies: one sealed file in the centre's folder, with its report beside it.

Sealed, because pieces of people's texts are in it. Whoever asks gets the model that lies there now, also
when another process has changed it.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from jiefen_lite import wholefile
from jiefen_lite.elements.model import BROKEN, TypeModel
from jiefen_lite.errors import BrokenStore, NotWritable, refusal
from jiefen_lite.store.crypto import Cipher

#: The folder of a centre, and the files in it.
FOLDER, FILE, REPORT = "models", "types.model", "types.json"
_PLACE = "model"


class ModelShelf:
    """The model in force of one centre (thread-safe)."""

    def __init__(self, cipher: Cipher, folder: Path) -> None:
        self._cipher = cipher
        self.folder = folder
        self._lock = threading.Lock()
        self._mark: tuple[int, int, int] | None = None
        self._model: TypeModel | None = None
        #: Why what lies there cannot be used; then texts are read as without a model.
        self.trouble: tuple[str, ...] = ()

    def current(self) -> TypeModel | None:
        """The model that lies there, read when it has changed; None where there is none that can be read."""
        mark = self._look()
        if mark == self._mark:
            return self._model
        with self._lock:
            if mark != self._mark:
                self._model, self.trouble = None, ()
                if mark is not None:
                    try:
                        self._model = TypeModel(self.data())
                    except BrokenStore as error:
                        self.trouble = error.sentences
                self._mark = mark
            return self._model

    def data(self) -> bytes:
        """The model as it was packed. Raises BrokenStore."""
        try:
            sealed = (self.folder / FILE).read_bytes()
        except OSError as error:
            raise BrokenStore(
                f"本县模型的文件打不开（{refusal(error)}）；请检查中心文件夹的权限。"
            ) from error
        try:
            return self._cipher.decrypt_bytes(_PLACE, sealed)
        except BrokenStore as error:
            raise BrokenStore(BROKEN) from error

    def put(self, data: bytes) -> None:
        """Put a model in force. Raises NotWritable, and BrokenStore for what is none."""
        report = json.dumps(TypeModel(data).report, ensure_ascii=False, indent=1).encode()
        try:
            wholefile.make_folder(self.folder)
            wholefile.sweep(self.folder)
            wholefile.write(self.folder / FILE, self._cipher.encrypt_bytes(_PLACE, data))
            wholefile.write(self.folder / REPORT, report)
        except OSError as error:
            raise NotWritable(
                f"模型没有存下来（{refusal(error)}），用的还是原来的；请检查磁盘后再试。"
            ) from error

    def remove(self) -> None:
        """Be without a model again. Raises NotWritable."""
        try:
            for name in (FILE, REPORT):
                (self.folder / name).unlink(missing_ok=True)
            if self.folder.is_dir():
                wholefile.sweep(self.folder)
                wholefile.sync_folder(self.folder)
        except OSError as error:
            raise NotWritable(f"模型没有删掉（{refusal(error)}）；请检查中心文件夹的权限。") from error

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self.folder / FILE)
        except FileNotFoundError:
            return None
        except OSError:
            return (0, 0, 0)  # something lies there; reading it will tell what is wrong
        return found.st_mtime_ns, found.st_size, found.st_ino
