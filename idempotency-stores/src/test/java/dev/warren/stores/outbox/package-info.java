@NullMarked
package dev.warren.stores.outbox;

import org.jspecify.annotations.NullMarked;
