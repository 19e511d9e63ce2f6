/**
 * What stores in SQL databases share: {@link dev.warren.stores.jdbc.LentConnection}, by which a job writes in a store's transaction. Knows no
 * database in particular, and no store.
 */
@NullMarked
package dev.warren.stores.jdbc;

import org.jspecify.annotations.NullMarked;
