/** Tests of the store in PostgreSQL, on a real server. Start reading at {@code PostgresStoreConformanceIT}. */
@NullMarked
package dev.warren.stores.postgres;

import org.jspecify.annotations.NullMarked;
