package dev.warren.benchmarks;

/** The servers of a run of the benchmarks. */
public interface Servers {
    /** The AMQP address of a broker of this version. */
    String rabbitUri(String version) throws Exception;

    /** The JDBC address of a PostgreSQL database. */
    String postgresUri() throws Exception;

    /** The address of a Redis. */
    String redisUri() throws Exception;
}
