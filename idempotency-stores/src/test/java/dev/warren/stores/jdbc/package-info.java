/** Tests of what stores in SQL databases share. */
@NullMarked
package dev.warren.stores.jdbc;

import org.jspecify.annotations.NullMarked;
