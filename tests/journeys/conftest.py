from tests.browser import chromium, files_as_they_are  # noqa: F401
