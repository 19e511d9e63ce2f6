/**
 * Dead letters: jobs given up on, in their lane's dead-letter queue, with the reason in their headers. Start reading at
 * {@link dev.warren.deadletter.DeadLetters}. Makes publications; sends none.
 */
@NullMarked
package dev.warren.deadletter;

import org.jspecify.annotations.NullMarked;
