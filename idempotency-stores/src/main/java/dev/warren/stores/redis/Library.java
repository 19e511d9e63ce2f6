package dev.warren.stores.redis;

/** Says what is missing when the client library is. */
final class Library {
    private Library() {}

    /**
     * Returns if it is there.
     *
     * @throws IllegalStateException if it is not
     */
    static void require() {
        try {
            Class.forName("redis.clients.jedis.UnifiedJedis", false, Library.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "the store in Redis needs the library redis.clients:jedis, which is not on the class path; add it to"
                            + " this program's dependencies",
                    e);
        }
    }
}
