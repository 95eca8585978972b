//! an independent check of plans; shares nothing with the heart.
