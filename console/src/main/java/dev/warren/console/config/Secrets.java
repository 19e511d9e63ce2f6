package dev.warren.console.config;

import java.util.regex.Pattern;

/** Keeps passwords out of what is shown. */
public final class Secrets {
    static final String HIDDEN = "***";

    /** As JDBC addresses have it. */
    private static final Pattern PARAMETER =
            Pattern.compile("([?&;](?:ssl)?password=)[^&;]*", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /**
     * An address without its password, also when it is none that a parser would take: from the first // to the last @, and the value of a
     * parameter {@code password}.
     */
    public static String withoutPassword(String address) {
        return withoutLogin(PARAMETER.matcher(address).replaceAll("$1" + HIDDEN));
    }

    private static String withoutLogin(String address) {
        int begin = address.indexOf("//");
        int end = address.lastIndexOf('@');
        if (begin < 0 || end < begin) {
            return address;
        }
        String login = address.substring(begin + 2, end);
        int colon = login.indexOf(':');
        boolean onlyUser = colon < 0 && login.indexOf('/') < 0;
        String shown = onlyUser ? login : (colon > 0 ? login.substring(0, colon) : "") + ":" + HIDDEN;
        return address.substring(0, begin + 2) + shown + address.substring(end);
    }
}
