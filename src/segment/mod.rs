//! stage 2: segments, tiers, potential and workload.
