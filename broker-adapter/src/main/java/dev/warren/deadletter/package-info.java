/**
 * Dead letters: jobs given up on, in their lane's dead-letter queue, with the reason in their headers. Start reading at
 * {@link dev.warren.deadletter.DeadLetters}, which makes them, and at {@link dev.warren.deadletter.DeadLetterDesk}, at which people look
 * at them, replay and remove them; {@link dev.warren.deadletter.UnroutedDesk} does the same for what no queue would have. Knows nothing of
 * workers.
 */
@NullMarked
package dev.warren.deadletter;

import org.jspecify.annotations.NullMarked;
