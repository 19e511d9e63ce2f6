/**
 * The processes under load: a worker ({@link dev.warren.chaos.load.WorkerProcess}), a publisher
 * ({@link dev.warren.chaos.load.PublisherProcess}), and the {@linkplain dev.warren.chaos.load.Kind kinds} of jobs they exchange. They use Warren as
 * an application would. Knows nothing of faults.
 */
@NullMarked
package dev.warren.chaos.load;

import org.jspecify.annotations.NullMarked;
