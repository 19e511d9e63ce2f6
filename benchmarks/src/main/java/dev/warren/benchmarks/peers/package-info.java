/**
 * Other ways to run background jobs, doing the same work on the same machine. Start reading at {@link dev.warren.benchmarks.peers.Peers}, which says who
 * takes part and what each does for a job. Each peer is a program of its own process that knows the commands of
 * {@link dev.warren.benchmarks.peers.PeerProgram}; those that are not in Java are in {@code src/main/peers}. A peer's program knows nothing of
 * the others, of Warren or of the report.
 */
@NullMarked
package dev.warren.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
