/**
 * The fault suite, {@code dev/chaos}: processes under load, what befalls them, and a check of what became of every job. Start reading at
 * {@link dev.warren.chaos.Director}; docs/faults.md tells the method. Nothing in Warren's other modules knows of it.
 */
@NullMarked
package dev.warren.chaos;

import org.jspecify.annotations.NullMarked;
