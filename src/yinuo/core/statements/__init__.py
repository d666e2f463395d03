"""Statements that every act repeats, compiled once per connection. See `asked` for reads and `writes` for inserts and changes."""
