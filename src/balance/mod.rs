//! stage 3: the domain meets the heart.
