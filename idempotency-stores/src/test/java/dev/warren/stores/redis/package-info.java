/** Tests of the store in Redis, most of them on a real server. */
@NullMarked
package dev.warren.stores.redis;

import org.jspecify.annotations.NullMarked;
