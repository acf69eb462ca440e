"""How mail leaves the house: by errands alone, within a bounded time, and watched."""
