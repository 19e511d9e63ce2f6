/** What the stores share, and the rules of this module. */
@NullMarked
package dev.warren.stores;

import org.jspecify.annotations.NullMarked;
