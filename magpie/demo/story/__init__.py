"""The story that Magpie exists for, played against a running system through its API as people would, step by step."""

from magpie.demo.story.person import StoryError
from magpie.demo.story.plot import Story

__all__ = ["Story", "StoryError"]
