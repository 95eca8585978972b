//! stage 4: the figures, without formatting.
