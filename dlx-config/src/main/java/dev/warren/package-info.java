/** The root exception, which every module shares. Start reading at {@link dev.warren.topology}. */
@NullMarked
package dev.warren;

import org.jspecify.annotations.NullMarked;
