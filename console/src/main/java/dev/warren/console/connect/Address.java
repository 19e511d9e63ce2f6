package dev.warren.console.connect;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address with its login, taken apart. Its {@code toString} shows no password.
 *
 * @param scheme such as {@code amqp}
 * @param host name or number
 * @param port empty when the scheme's own
 * @param path as it stands in the address, with its slash; may be empty
 * @param user empty when the address has none
 * @param password empty when the address has none
 */
record Address(
        String scheme,
        String host,
        Optional<Integer> port,
        String path,
        Optional<String> user,
        Optional<String> password) {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[(0*:)*:?0*1]", Pattern.CASE_INSENSITIVE);

    /**
     * Takes an address apart.
     *
     * @throws IllegalArgumentException when it is none; the message does not repeat it, as it may hold a password
     */
    static Address parse(String text, String form) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getScheme() == null || uri.getHost() == null) {
                throw new IllegalArgumentException(
                        "it must look like " + form + " (encode special characters of the password as %XX)");
            }
            String[] login = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            return new Address(
                    uri.getScheme().toLowerCase(Locale.ROOT),
                    uri.getHost(),
                    uri.getPort() < 0 ? Optional.empty() : Optional.of(uri.getPort()),
                    uri.getRawPath() == null ? "" : uri.getRawPath(),
                    login.length > 0 ? Optional.of(decoded(login[0])) : Optional.empty(),
                    login.length > 1 ? Optional.of(decoded(login[1])) : Optional.empty());
        } catch (URISyntaxException e) {
            // Without the cause: its message repeats the whole address.
            throw new IllegalArgumentException("it is no URI (at index " + e.getIndex() + "); it must look like " + form
                    + " (encode special characters of the password as %XX)");
        }
    }

    /** The same with another login. */
    Address withLogin(Optional<String> otherUser, Optional<String> otherPassword) {
        return new Address(scheme, host, port, path, otherUser, otherPassword);
    }

    /** Whether it names this machine, as it is written: names are not looked up. */
    boolean isLoopback() {
        return isLoopback(host);
    }

    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** The virtual host an AMQP address names. */
    String virtualHost() {
        return path.length() < 2 ? "/" : decoded(path.substring(1));
    }

    /** The whole address, password and all: for a client library only. */
    String withPassword() {
        String login = user.map(name -> encoded(name)
                        + password.map(secret -> ":" + encoded(secret)).orElse("") + "@")
                .orElse("");
        return scheme + "://" + login + host + port.map(number -> ":" + number).orElse("") + path;
    }

    /** For people. */
    @Override
    public String toString() {
        return scheme + "://" + host + port.map(number -> ":" + number).orElse("") + path;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
