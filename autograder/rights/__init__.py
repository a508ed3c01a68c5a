"""What one student may ask for: all that the course has of them, and that nothing of it stays."""
