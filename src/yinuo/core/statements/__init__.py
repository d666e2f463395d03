"""Statements that every act repeats, compiled once. See `asked` for reads and `writes` for inserts and changes."""
