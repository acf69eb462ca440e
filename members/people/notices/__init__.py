"""What is told of people and of seats, and what those who keep the registers are told."""
