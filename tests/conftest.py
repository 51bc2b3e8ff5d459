"""What holds for every test: hypothesis tries the same examples each time and leaves nothing behind."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")
