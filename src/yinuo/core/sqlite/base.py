"""Writers queue first come first served: among threads of a process by a ticket lock, among processes by a file lock.

The lock is held from BEGIN IMMEDIATE to COMMIT or ROLLBACK. SQLite's own busy handler sleeps and retries, so that under eight writers some wait for
a second; here each waits its turn.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque

from django.db.backends.sqlite3 import base, creation, features, operations  # noqa: F401

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


class FairLock:
    """First come first served among threads, then a file lock among processes. Not re-entrant."""

    def __init__(self, path: str):
        self._mutex = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._held = False
        self._path = path
        self._pid = 0
        self._fd = -1

    def acquire(self) -> None:
        turn = None
        with self._mutex:
            if self._held:
                turn = threading.Lock()
                turn.acquire()
                self._queue.append(turn)
            self._held = True
        if turn is not None:
            turn.acquire()
        try:
            self._lock_file()
        except BaseException:
            self._pass_on()
            raise

    def release(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_UN)
        self._pass_on()

    def _lock_file(self) -> None:
        if self._pid != os.getpid():
            self._fd, self._pid = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), os.getpid()
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def _pass_on(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._held = False


_locks: dict[str, FairLock] = {}
_locks_guard = threading.Lock()


def lock_of(path: str) -> FairLock:
    with _locks_guard:
        return _locks.setdefault(path, FairLock(path))


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._writing: FairLock | None = None

    def _fair_lock(self) -> FairLock | None:
        name = str(self.settings_dict["NAME"])
        return None if self.is_in_memory_db() else lock_of(name + ".lock")

    def begin_writing(self) -> None:
        lock = self._fair_lock()
        if lock is not None and self._writing is None:
            lock.acquire()
            self._writing = lock

    def end_writing(self) -> None:
        lock, self._writing = self._writing, None
        if lock is not None:
            lock.release()

    def _start_transaction_under_autocommit(self):
        self.begin_writing()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.end_writing()
            raise

    def _commit(self):
        try:
            return super()._commit()
        finally:
            self._release_if_over()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._release_if_over()

    def _close(self):
        try:
            return super()._close()
        finally:
            self.end_writing()

    def _release_if_over(self) -> None:
        if self.connection is None or not self.connection.in_transaction:
            self.end_writing()

    def create_cursor(self, name=None):
        cursor = self.connection.cursor(factory=FairCursor)
        cursor.wrapper = self
        return cursor


class FairCursor(base.SQLiteCursorWrapper):
    """A write outside any transaction takes its turn too."""

    wrapper: DatabaseWrapper

    def _alone(self, query) -> bool:
        return not self.connection.in_transaction and query.lstrip()[:7].upper().startswith(_WRITES)

    def execute(self, query, params=None):
        if not self._alone(query):
            return super().execute(query, params)
        self.wrapper.begin_writing()
        try:
            return super().execute(query, params)
        finally:
            self.wrapper._release_if_over()

    def executemany(self, query, param_list):
        if not self._alone(query):
            return super().executemany(query, param_list)
        self.wrapper.begin_writing()
        try:
            return super().executemany(query, param_list)
        finally:
            self.wrapper._release_if_over()
