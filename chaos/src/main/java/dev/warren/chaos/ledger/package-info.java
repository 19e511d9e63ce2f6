/**
 * What processes write down outside of the system under test: one append-only file each, one line for each event. Start reading at
 * {@link dev.warren.chaos.ledger.Line}, which says on which side of its event each line stands. Knows nothing of Warren.
 */
@NullMarked
package dev.warren.chaos.ledger;

import org.jspecify.annotations.NullMarked;
