//! stage 1: exports become clean tables and a book.
