/**
 * What the measurements do with jobs and queues: the job itself, filling a queue, timing it from outside, a store to work with, and programs of their own
 * processes. Knows nothing of who takes part in what.
 */
@NullMarked
package dev.warren.benchmarks.work;

import org.jspecify.annotations.NullMarked;
