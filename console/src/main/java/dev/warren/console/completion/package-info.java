/** {@code warren completion}: a script by which a shell completes commands and options. Knows no other command. */
@NullMarked
package dev.warren.console.completion;

import org.jspecify.annotations.NullMarked;
