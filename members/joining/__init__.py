"""Joining: who asks to become a member, what was answered, and the seat and shares that follow."""
