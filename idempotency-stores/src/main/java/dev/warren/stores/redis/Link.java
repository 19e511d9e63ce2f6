package dev.warren.stores.redis;

import java.util.List;

/** The way to the server. Failures come as {@link dev.warren.idempotency.StoreException}, in the store's words. Safe for several threads. */
interface Link extends AutoCloseable {
    /** Runs a script, and answers what it replies: numbers as {@link Long}, texts as bytes, nothing as null. */
    List<Object> run(Script script, List<byte[]> keys, List<byte[]> arguments);

    /** What the server that has {@code key} says of itself in a section; empty when it will not say. */
    String info(byte[] key, String section);

    @Override
    void close();
}
