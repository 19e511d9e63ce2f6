/**
 * When a failed job is tried again, and after how long. Start reading at {@link dev.warren.retry.RetryPolicy}. Plain values and pure
 * functions: this package knows neither jobs nor brokers, and no clock or random source of its own.
 */
@NullMarked
package dev.warren.retry;

import org.jspecify.annotations.NullMarked;
