/** What the SQLite store promises beyond the port: its file, several processes, and a world that breaks under it. */
@NullMarked
package dev.warren.stores.sqlite;

import org.jspecify.annotations.NullMarked;
