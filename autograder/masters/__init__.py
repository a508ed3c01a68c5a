"""What an instructor writes: masters, the source notebooks made from them, and the proof that they can be trusted."""
