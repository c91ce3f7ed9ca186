"""How passwords are hashed, so that many people who sign in at once don't fill the server's memory."""

from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import Argon2PasswordHasher

# How many passwords one process hashes at a time; others wait some hundredths of a second for their turn.
# Separate threads, not a semaphore: the C library keeps the memory that a thread once needed, so every thread that
# hashes would stay large.
AT_ONCE = 2
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hash")


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters: 19 MiB, two passes, one lane. Older hashes are renewed when people sign in."""

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash of the password, when it is its turn."""
        return _threads.submit(super().encode, password, salt).result()

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the password, when it is its turn."""
        return _threads.submit(super().verify, password, encoded).result()
