"""The paper on screen."""
