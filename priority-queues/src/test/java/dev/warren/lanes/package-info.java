/**
 * Tests of the lanes: tables for what a user would ask ("who is next?"), and properties over many seeded workloads run in
 * {@link dev.warren.lanes.Workload}, a small discrete-event simulation of one worker.
 */
@NullMarked
package dev.warren.lanes;

import org.jspecify.annotations.NullMarked;
