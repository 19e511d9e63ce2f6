/**
 * {@code warren schema}: writes the contract with producers, which {@link dev.warren.console.contract} makes. Asks no broker.
 */
@NullMarked
package dev.warren.console.schema;

import org.jspecify.annotations.NullMarked;
