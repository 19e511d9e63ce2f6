/**
 * What runs came to, as a report, a chart and a file for programs. Pure: everything comes from {@link dev.warren.benchmarks.report.Results}. Start reading at {@link
 * dev.warren.benchmarks.report.MarkdownReport}; what is asked for stands in {@link dev.warren.benchmarks.report.Bars}.
 */
@NullMarked
package dev.warren.benchmarks.report;

import org.jspecify.annotations.NullMarked;
