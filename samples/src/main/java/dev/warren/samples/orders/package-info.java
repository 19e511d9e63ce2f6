/**
 * An order service whose effects happen exactly once: orders that enqueue jobs in their own transaction, and jobs whose writes are committed with
 * their completion. Start reading at {@link dev.warren.samples.orders.OrdersSample}. Knows no other sample.
 */
@NullMarked
package dev.warren.samples.orders;

import org.jspecify.annotations.NullMarked;
