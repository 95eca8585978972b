//! What a user gets, on a handful of accounts worked out by hand.
