"""The peers, one file each: NAME, VERSION, MOST_WORK (n d k of the largest job it takes part in), and a function for each
kind of job that it can do: passes, fit, seeding, silhouette, sweep. A function does the work and nothing else; it is timed."""
