/**
 * What the durable stores share: {@link dev.warren.stores.DecidedCodec} and {@link dev.warren.stores.HistoryCodec}, the forms in which
 * decisions and past attempts are kept. Each store is a package of its own below this one, and none knows another; this package knows no
 * database.
 */
@NullMarked
package dev.warren.stores;

import org.jspecify.annotations.NullMarked;
