package dev.warren.idempotency;

import dev.warren.broker.Publication;
import dev.warren.outcome.Decision;
import java.util.Optional;

/**
 * A decision with all that is needed to carry it out, so that anyone can finish what its maker began.
 *
 * @param decision what was decided
 * @param follows what must be published, confirmed, before the job is marked
 */
public record Decided(Decision decision, Optional<Publication> follows) {}
