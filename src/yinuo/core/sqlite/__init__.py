"""Django's SQLite backend with a fair queue of writers in place of SQLite's busy handler."""
