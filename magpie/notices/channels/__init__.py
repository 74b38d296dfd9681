"""The ways to people: one module for each, behind one interface (`interface`), found by name (`registry`)."""
