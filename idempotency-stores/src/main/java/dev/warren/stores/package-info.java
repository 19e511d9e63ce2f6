/**
 * What the durable stores share: {@link dev.warren.stores.DecidedCodec}, the form in which decisions are kept. Each store is a package
 * of its own below this one, and none knows another; this package knows no database.
 */
@NullMarked
package dev.warren.stores;

import org.jspecify.annotations.NullMarked;
