/** A job that says how far it is, and a program that waits for its result. Start reading at {@link dev.warren.samples.report.ReportSample}. */
@NullMarked
package dev.warren.samples.report;

import org.jspecify.annotations.NullMarked;
