from tests.browser import chromium, files_as_they_are, tab  # noqa: F401
