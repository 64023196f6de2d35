"""Where the digits come from: files, tables and collections, and how they are split."""
