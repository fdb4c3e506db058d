"""Running the reader over many texts: batches, backends and the engine that joins them."""
