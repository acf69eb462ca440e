"""What a person could observe, said in sentences."""
