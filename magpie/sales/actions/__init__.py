"""What people, programs and workflows do with leads and opportunities."""
