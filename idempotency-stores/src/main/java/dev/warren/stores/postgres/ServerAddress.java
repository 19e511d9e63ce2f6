package dev.warren.stores.postgres;

import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A JDBC address of a PostgreSQL server. Alone knows the driver, which programs with a {@link DataSource} of their own bring themselves. */
final class ServerAddress {
    private static final String PREFIX = "jdbc:postgresql:";

    private ServerAddress() {}

    /** The address as people may see it: parameters may hold passwords. */
    static String shown(String url) {
        int parameters = url.indexOf('?');
        String shown = parameters < 0 ? url : url.substring(0, parameters);
        int login = shown.lastIndexOf('@');
        return login < 0 ? shown : PREFIX + "//" + shown.substring(login + 1);
    }

    /**
     * A source of connections to the server.
     *
     * @param connectWithin how long the server may take to answer at first
     */
    static DataSource source(String url, Duration connectWithin) {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("the address " + shown(url) + " is none of PostgreSQL's; it looks like"
                    + " jdbc:postgresql://host:5432/database?user=name");
        }
        try {
            return driversOwn(url, Math.max(1, Math.toIntExact(connectWithin.toSeconds())));
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "PostgreSQL's driver is not on the class path; add the dependency org.postgresql:postgresql", e);
        }
    }

    private static DataSource driversOwn(String url, int connectSeconds) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setApplicationName("warren");
        source.setAssumeMinServerVersion("13"); // then the name goes with the start, and survives a RESET ALL
        source.setConnectTimeout(connectSeconds);
        source.setLoginTimeout(connectSeconds);
        source.setTcpKeepAlive(true);
        try {
            source.setUrl(url); // what it names wins over the above
        } catch (IllegalArgumentException e) { // its message and cause show the address with all it holds
            throw new IllegalArgumentException("the address " + shown(url)
                    + " cannot be understood; it looks like jdbc:postgresql://host:5432/database?user=name");
        }
        return source;
    }
}
