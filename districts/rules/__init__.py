"""Rules of the register: pure Python, in words for the reader."""
