"""Plain helpers without Django: text, phone numbers, time."""
