/** Exports one tenant's rows of a large table to an object store. Start reading at {@link dev.warren.samples.export.ExportSample}. Knows no other sample. */
@NullMarked
package dev.warren.samples.export;

import org.jspecify.annotations.NullMarked;
