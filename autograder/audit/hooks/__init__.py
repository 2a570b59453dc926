"""Hooks by library. Each module is imported only once its library has been imported by the user's program."""
