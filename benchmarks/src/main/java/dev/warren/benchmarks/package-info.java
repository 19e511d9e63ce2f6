/** What several measurements need; each measurement is a package below this one. */
@NullMarked
package dev.warren.benchmarks;

import org.jspecify.annotations.NullMarked;
