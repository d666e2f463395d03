"""An SQLite database with all tables, made once and copied: applying the migrations takes longer than most folders of tests."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def kept() -> Path:
    """Where the copy lies that these very migrations made; another for each change of one."""
    told = hashlib.sha256(django.__version__.encode())
    for _key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        told.update(Path(str(sys.modules[migration.__module__].__file__)).read_bytes())
    return Path(settings.VAR) / f"migrated-{told.hexdigest()[:16]}.sqlite3"


def take(target: Path) -> None:
    """Put the copy where the tests' database is to be, if there is one."""
    if (source := kept()).exists():
        shutil.copyfile(source, target)


def keep() -> None:
    """Keep what has just been made, for the next. Two that finish at once do no harm."""
    if (target := kept()).exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with sqlite3.connect(half) as copy:
        connection.connection.backup(copy)
    copy.close()
    half.replace(target)
