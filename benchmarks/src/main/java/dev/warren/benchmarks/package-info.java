/**
 * What several measurements need; each measurement is a package below this one. Start reading at {@link dev.warren.benchmarks.Measurement}: who takes
 * part is a {@link dev.warren.benchmarks.Contender}, what a run came to a {@link dev.warren.benchmarks.Figure}. A {@link
 * dev.warren.benchmarks.MeasurementSource} in {@code META-INF/services} brings measurements, or contenders for those of others.
 */
@NullMarked
package dev.warren.benchmarks;

import org.jspecify.annotations.NullMarked;
